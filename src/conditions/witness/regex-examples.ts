import type { RegexEvaluator } from '../evaluator.js'

/** Makes a test of single characters from a piece of the pattern, by the engine itself. */
type CharacterTestOf = (source: string) => (character: string) => boolean

/** Which characters to try for a class, the readable ones first. */
const CHARACTERS = [...'ax5e1 tno-_.,:!?@#/+bcdfghijklmpqrsuvwyzABCXYZ0234678("\')[]{}&%$*=;<>|~^\\`\n\t\rßéñ中あπж€']

const MOST_EXAMPLES = 8
const MOST_REPETITIONS = 64

const ZERO_WIDTH_ESCAPE = /^\\[bBAzZ]/
const GROUP_START = /^\((?:\?(?:P?<[^>]*>|[a-zA-Z]*-?[a-zA-Z]*:))?/
const FLAGS_ONLY = /^\(\?[a-zA-Z]*-?[a-zA-Z]*\)/
const LONG_ESCAPE = /^\\(?:[pP]\{\^?\w+\}|[pP]\w|x\{[0-9a-fA-F]+\}|x[0-9a-fA-F]{2}|u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|0[0-7]{0,2}|[\s\S])/
const QUOTED = /^\\Q([\s\S]*?)(?:\\E|$)/
const CLASS = /^\[\^?\]?(?:\[:\^?\w+:\]|\\[\s\S]|[^\]\\])*\]/
const QUANTIFIER = /^(?:([*+?])|\{(\d+)(,)?(\d*)\})[?+]?/

/**
 * Texts that a pattern is likely to match, the plainest first. No JavaScript library reads RE2's syntax, so this reads just enough of it; it
 * may be wrong about a pattern, so its texts are to be proven.
 */
export function regexExamples(pattern: string, flags: string | undefined, evaluator: RegexEvaluator): readonly string[] {
  const testOf: CharacterTestOf = (source) => {
    const params = { pattern: `^(?:${source})$`, ...(flags === undefined ? {} : { flags }) }
    return (character) => {
      try {
        return evaluator.evaluate(params, character)
      } catch {
        return false
      }
    }
  }
  return new ExampleReader(pattern, testOf).read()
}

class ExampleReader {
  #position = 0

  constructor(
    private readonly pattern: string,
    private readonly testOf: CharacterTestOf,
  ) {}

  read(): readonly string[] {
    return this.#choices()
  }

  #choices(): readonly string[] {
    const branches = [this.#sequence()]
    while (this.#take(/^\|/) !== undefined) branches.push(this.#sequence())
    const rounds = Math.max(...branches.map((branch) => branch.length))
    const inTurns = Array.from({ length: rounds }, (_, round) => branches.flatMap((branch) => branch.slice(round, round + 1)))
    return [...new Set(inTurns.flat())].slice(0, MOST_EXAMPLES)
  }

  #sequence(): readonly string[] {
    let texts: readonly string[] = ['']
    while (this.#position < this.pattern.length && !/^[|)]/.test(this.#rest())) {
      const atom = this.#quantified(this.#atom())
      const longer = atom.flatMap((ending) => texts.map((text) => text + ending))
      texts = [...new Set(longer)].slice(0, MOST_EXAMPLES)
    }
    return texts
  }

  #atom(): readonly string[] {
    if (this.#take(FLAGS_ONLY) !== undefined || this.#take(ZERO_WIDTH_ESCAPE) !== undefined || this.#take(/^[\^$]/) !== undefined)
      return ['']
    const quoted = this.#take(QUOTED)
    if (quoted !== undefined) return [quoted[1] ?? '']
    if (this.#take(GROUP_START) !== undefined) {
      const inner = this.#choices()
      this.#take(/^\)/)
      return inner
    }
    const set = this.#take(CLASS) ?? this.#take(LONG_ESCAPE) ?? this.#take(/^\./)
    if (set !== undefined) return this.#charactersOf(set[0])
    return [this.#take(/^[\s\S]/u)?.[0] ?? '']
  }

  #charactersOf(source: string): readonly string[] {
    const written = source.startsWith('[')
      ? [...source.slice(1, -1)].filter((character) => /[\p{L}\p{N}]/u.test(character))
      : [source.slice(1)]
    const matches = this.testOf(source)
    return [[...CHARACTERS, ...written].find(matches) ?? source.replace(/^\\/, '')]
  }

  #quantified(examples: readonly string[]): readonly string[] {
    const quantifier = this.#take(QUANTIFIER)
    if (quantifier === undefined) return examples
    const [, symbol, least, comma, most] = quantifier
    const min = symbol === undefined ? Number(least) : symbol === '+' ? 1 : 0
    const max =
      symbol === '?' ? 1 : symbol !== undefined || (comma !== undefined && most === '') ? Number.POSITIVE_INFINITY : Number(most || least)
    const counts = [...new Set([min, Math.min(Math.max(min, 1), max)])].map((count) => Math.min(count, MOST_REPETITIONS))
    return [...new Set(counts.flatMap((count) => examples.map((example) => example.repeat(count))))].slice(0, MOST_EXAMPLES)
  }

  #rest(): string {
    return this.pattern.slice(this.#position)
  }

  #take(what: RegExp): RegExpExecArray | undefined {
    const match = what.exec(this.#rest())
    if (match === null) return undefined
    this.#position += match[0].length
    return match
  }
}
