import type { KeywordNesting, ReadKeyword } from '../kinds/keyword/can-occur-within.js'

/** A keyword, and the candidate that it belongs to. */
interface PlacedKeyword {
  readonly read: ReadKeyword
  readonly candidate: number
  readonly place: number
}

/** The keywords that the candidates of one list yield to, found by their words: holding all against all takes minutes for thousands. */
export class SiblingKeywords {
  readonly #nesting: KeywordNesting
  readonly #all: readonly PlacedKeyword[]
  /** Those that hold a keyword only where they hold its words. */
  readonly #byStem = new Map<string, PlacedKeyword[]>()
  readonly #others: readonly PlacedKeyword[]

  /** @param keywords of each candidate, in the order in which they are tried */
  constructor(keywords: readonly (readonly ReadKeyword[])[], nesting: KeywordNesting) {
    this.#nesting = nesting
    this.#all = keywords
      .flatMap((reads, candidate) => reads.map((read) => ({ read, candidate })))
      .map((keyword, place) => ({ ...keyword, place }))
    this.#others = this.#all.filter(({ read }) => !nesting.isHeldByWords(read))
    for (const keyword of this.#all) if (nesting.isHeldByWords(keyword.read)) this.#addByStem(keyword)
  }

  /** Returns the keywords of the other candidates, in order and each once, that an occurrence of one of these may lie in. */
  longerThan(own: readonly ReadKeyword[], candidate: number): readonly ReadKeyword[] {
    const longer = new Set<PlacedKeyword>()
    for (const keyword of own) {
      for (const sibling of this.#near(keyword)) {
        if (sibling.candidate !== candidate && this.#nesting.canOccurWithin(keyword, sibling.read)) longer.add(sibling)
      }
    }
    const ordered = [...longer].toSorted((left, right) => left.place - right.place)
    return [...new Set(ordered.map(({ read }) => read))]
  }

  #addByStem(keyword: PlacedKeyword): void {
    for (const stem of new Set(keyword.read.stems)) {
      const known = this.#byStem.get(stem)
      if (known === undefined) this.#byStem.set(stem, [keyword])
      else known.push(keyword)
    }
  }

  #near(keyword: ReadKeyword): readonly PlacedKeyword[] {
    const [stem] = keyword.stems
    if (stem === undefined || !this.#nesting.isSoughtByWords(keyword)) return this.#all
    return [...(this.#byStem.get(stem) ?? []), ...this.#others]
  }
}
