import { clearScreenDown, createInterface, cursorTo, type Interface } from 'node:readline'
import { Writable } from 'node:stream'
import type { InputStream, OutputStream } from '../environment.js'
import { safeText, terminalBehind } from '../safe-output.js'

/** A line as it was entered. */
export interface Line {
  readonly text: string
  /** Whether the person saw it appear as they typed. */
  readonly isShown: boolean
}

export interface LineReaderOptions {
  readonly input: InputStream
  readonly output: OutputStream
  /** Whether a person sits at a terminal: lines can be edited, and are asked for with a prompt. */
  readonly isTerminal: boolean
  /** Ctrl-C at a terminal, which sends no signal while lines are edited. */
  readonly onInterrupt: () => void
}

/** Gives lines one by one, however fast they come. */
export class LineReader {
  readonly #reader: Interface
  readonly #output: OutputStream
  readonly #gate: Gate | undefined
  readonly #lines: Line[] = []
  #waiting: ((line: Line | undefined) => void) | undefined
  #hasEnded = false

  constructor({ input, output, isTerminal, onInterrupt }: LineReaderOptions) {
    this.#output = terminalBehind(output)
    this.#gate = isTerminal ? new Gate(this.#output) : undefined
    this.#reader = createInterface({
      input,
      terminal: isTerminal,
      historySize: 200,
      // A carriage return and its line feed may come in two pieces, however far apart.
      crlfDelay: Number.POSITIVE_INFINITY,
      ...(this.#gate === undefined ? {} : { output: this.#gate }),
    })
    this.#reader.on('line', (text) => this.#receive(text)).on('close', () => this.#end())
    // Where nobody listens, the reader would end the input instead.
    this.#reader.on('SIGINT', onInterrupt)
  }

  /** The next line; undefined at the end of the input. At a terminal it is asked for with the prompt. */
  next(prompt: string): Promise<Line | undefined> {
    const line = this.#lines.shift()
    if (line !== undefined || this.#hasEnded) return Promise.resolve(line)
    if (this.#gate !== undefined) {
      this.#gate.isOpen = true
      this.#reader.setPrompt(safeText(prompt))
      this.#reader.prompt(true)
    }
    return new Promise((resolve) => {
      this.#waiting = resolve
    })
  }

  /** Prints something while a line may be half typed; the line is shown again below it. */
  print(write: () => void): void {
    const isAsking = this.#gate?.isOpen === true
    if (isAsking) {
      cursorTo(this.#output, 0)
      clearScreenDown(this.#output)
    }
    write()
    if (isAsking) this.#reader.prompt(true)
  }

  close(): void {
    this.#reader.close()
  }

  #receive(text: string): void {
    const line = { text, isShown: this.#gate?.isOpen === true }
    if (this.#waiting === undefined) this.#lines.push(line)
    else this.#give(line)
  }

  #end(): void {
    this.#hasEnded = true
    this.#give(undefined)
  }

  #give(line: Line | undefined): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    if (this.#gate !== undefined) this.#gate.isOpen = false
    waiting?.(line)
  }
}

/** Keeps what is typed while the flow speaks from being written into its words. */
class Gate extends Writable {
  isOpen = false
  readonly #target: OutputStream

  constructor(target: OutputStream) {
    super({ decodeStrings: false })
    this.#target = target
    target.on('resize', () => this.emit('resize'))
  }

  get columns(): number | undefined {
    return this.#target.columns
  }

  override _write(chunk: string, _encoding: BufferEncoding, done: () => void): void {
    if (this.isOpen) this.#target.write(chunk)
    done()
  }
}
