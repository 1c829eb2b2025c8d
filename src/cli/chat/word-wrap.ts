const WIDE = /\p{Emoji_Presentation}|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF01-\uFF60]/u
const NO_WIDTH = /^(?:\p{M}|\p{Cf})+$/u
const CONTROL = /[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu
const PIECES = /\n|[^\S\n]+|\S+/g

const graphemes = new Intl.Segmenter()

/** Tells how many columns a text takes at a terminal. */
export function columnsOf(text: string): number {
  let columns = 0
  for (const { segment } of graphemes.segment(text)) {
    if (!NO_WIDTH.test(segment)) columns += WIDE.test(segment) ? 2 : 1
  }
  return columns
}

/** Makes control characters visible as `�`, so that nothing said in a conversation can steer the terminal. */
export function withoutControl(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(CONTROL, '\uFFFD')
}

/** Wraps text at words while it comes in pieces. A word is given out when it is whole. */
export class WordWrap {
  readonly #width: number
  readonly #indent: string
  #column: number
  #held = ''
  #gap = ''

  /** @param start the column where the text begins */
  constructor(width: number, indent: string, start: number) {
    this.#width = width
    this.#indent = indent
    this.#column = start
  }

  push(piece: string): string {
    const pieces = (this.#held + piece).match(PIECES) ?? []
    this.#held = pieces.at(-1)?.trim() ? (pieces.pop() ?? '') : ''
    return pieces.map((part) => this.#place(part)).join('')
  }

  /** What is still held back. */
  end(): string {
    const last = this.#held
    this.#held = ''
    return last === '' ? '' : this.#place(last)
  }

  #place(part: string): string {
    if (part === '\n') return this.#newLine()
    if (part.trim() === '') {
      this.#gap += part
      return ''
    }
    const columns = columnsOf(part)
    const isTooLong = this.#column + this.#gap.length + columns > this.#width && this.#column > this.#indent.length
    const before = isTooLong ? this.#newLine() : this.#gap
    this.#gap = ''
    this.#column += columns + (isTooLong ? 0 : before.length)
    return before + part
  }

  #newLine(): string {
    this.#gap = ''
    this.#column = this.#indent.length
    return `\n${this.#indent}`
  }
}
