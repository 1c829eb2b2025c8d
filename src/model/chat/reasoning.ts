import { ModelError } from '../model-error.js'

/** How models that have no field for it mark what they think before they speak. */
const MARKS: readonly (readonly [open: string, close: string])[] = [
  ['<think>', '</think>'],
  ['<thinking>', '</thinking>'],
  ['<reasoning>', '</reasoning>'],
  ['[THINK]', '[/THINK]'],
]
const TAGS = MARKS.flat()

/** Drops the reasoning from a reply that comes in pieces; a mark may be cut in two by the border of a piece. */
export class ReasoningFilter {
  #pending = ''
  #close: string | undefined
  #spoken = false
  #dropped = false

  /** Whether reasoning was dropped. */
  get dropped(): boolean {
    return this.#dropped
  }

  /**
   * Takes the next piece.
   *
   * @returns what of it is spoken, as far as that is known
   * @throws {ModelError} `off-schema` at the end of reasoning that never began: what came before was spoken as a reply
   */
  push(piece: string): string {
    this.#pending += piece
    let spoken = ''
    for (;;) {
      if (this.#close !== undefined) {
        if (!this.#skipReasoning(this.#close)) break
      } else {
        const tag = firstTag(this.#pending)
        if (tag === undefined) break
        spoken += this.#pending.slice(0, tag.index)
        this.#pending = this.#pending.slice(tag.index + tag.text.length)
        this.#begin(tag.text)
      }
    }
    if (this.#close === undefined) spoken += this.#take(this.#pending.length - beginningOfTag(this.#pending))
    return this.#speak(spoken)
  }

  /** Ends the reply; what is left of it that is spoken. */
  end(): string {
    return this.#speak(this.#close === undefined ? this.#take(this.#pending.length) : '')
  }

  #begin(tag: string): void {
    const mark = MARKS.find(([open]) => open === tag)
    if (mark === undefined) {
      throw new ModelError('off-schema', `The model's reasoning came as part of the reply: ${tag} stands in it without its beginning.`)
    }
    this.#close = mark[1]
    this.#dropped = true
  }

  #skipReasoning(close: string): boolean {
    const end = this.#pending.indexOf(close)
    if (end < 0) {
      this.#pending = this.#pending.slice(-(close.length - 1))
      return false
    }
    this.#pending = this.#pending.slice(end + close.length)
    this.#close = undefined
    return true
  }

  #take(length: number): string {
    const taken = this.#pending.slice(0, length)
    this.#pending = this.#pending.slice(length)
    return taken
  }

  /** The empty lines between reasoning and reply belong to neither. */
  #speak(text: string): string {
    const spoken = this.#dropped && !this.#spoken ? text.trimStart() : text
    if (spoken !== '') this.#spoken = true
    return spoken
  }
}

/**
 * Drops the reasoning from a whole answer, also reasoning whose beginning stood in the prompt.
 *
 * @example withoutReasoning('<think>Is it 2?</think>{"a": 1}') // '{"a": 1}'
 */
export function withoutReasoning(text: string): string {
  const end = Math.max(...MARKS.map(([, close]) => (text.includes(close) ? text.lastIndexOf(close) + close.length : 0)))
  const answer = text.slice(end)
  const open = firstTag(answer)
  return open === undefined ? answer : answer.slice(0, open.index)
}

function firstTag(text: string): { readonly index: number; readonly text: string } | undefined {
  const found = TAGS.map((tag) => ({ index: text.indexOf(tag), text: tag })).filter(({ index }) => index >= 0)
  return found.sort((left, right) => left.index - right.index)[0]
}

/** The length of what may be the beginning of a tag, at the end of a text. */
function beginningOfTag(text: string): number {
  for (let length = Math.min(text.length, 12); length > 0; length -= 1) {
    const end = text.slice(-length)
    if (TAGS.some((tag) => tag.length > length && tag.startsWith(end))) return length
  }
  return 0
}
