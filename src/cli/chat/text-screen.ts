import type { OutputStream } from '../environment.js'
import { columnsOf, WordWrap, withoutControl } from './word-wrap.js'

const INDENT = '  '
const USUAL_WIDTH = 80
/** Milliseconds before a wait is shown. */
const PATIENCE = 200

/** Writes lines and streamed paragraphs, wrapped to a terminal's width. */
export class TextScreen {
  readonly #output: OutputStream
  #paragraph: WordWrap | undefined
  #indicator: NodeJS.Timeout | undefined
  #isIndicating = false

  constructor(output: OutputStream) {
    this.#output = output
  }

  get isParagraphOpen(): boolean {
    return this.#paragraph !== undefined
  }

  line(text: string): void {
    this.#settle()
    this.#output.write(`${text}\n`)
  }

  /** A remark of its own, indented. */
  aside(text: string, paint: (text: string) => string): void {
    this.#settle()
    const wrap = new WordWrap(this.#width, INDENT + INDENT, INDENT.length)
    const wrapped = wrap.push(withoutControl(text)) + wrap.end()
    this.#output.write(`${paint(INDENT + wrapped)}\n`)
  }

  /** Begins a paragraph after a label that is already coloured; `columns` is the label's width. */
  beginParagraph(label: string, plainLabel: string): void {
    this.#settle()
    this.#paragraph = new WordWrap(this.#width, INDENT, columnsOf(plainLabel))
    this.#output.write(label)
  }

  write(text: string): void {
    this.#clearIndicator()
    this.#output.write(this.#paragraph?.push(withoutControl(text)) ?? '')
  }

  endParagraph(): void {
    if (this.#paragraph === undefined) return
    this.#output.write(`${this.#paragraph.end()}\n`)
    this.#paragraph = undefined
  }

  paragraph(label: string, plainLabel: string, text: string): void {
    this.beginParagraph(label, plainLabel)
    this.write(text)
    this.endParagraph()
  }

  /** Shows, where somebody watches, that the flow is at work, until the next thing is written. */
  indicate(sign: string): void {
    if (this.#output.isTTY !== true) return
    this.#clearIndicator()
    this.#indicator = setTimeout(() => {
      this.#isIndicating = true
      this.#output.write(sign)
    }, PATIENCE)
  }

  stopIndicating(): void {
    this.#clearIndicator()
  }

  get #width(): number {
    if (this.#output.isTTY !== true) return Number.POSITIVE_INFINITY
    // A terminal that nobody has sized has no columns.
    return this.#output.columns || USUAL_WIDTH
  }

  #settle(): void {
    this.#clearIndicator()
    this.endParagraph()
  }

  #clearIndicator(): void {
    clearTimeout(this.#indicator)
    if (!this.#isIndicating) return
    this.#isIndicating = false
    this.#output.write('\r\u001b[K')
  }
}
