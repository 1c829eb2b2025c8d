import type { UnderstandRequest } from '../../model/language-model.js'
import type { Environment } from '../environment.js'
import { exitCodes } from '../exit-codes.js'
import { askPerson } from './ask-person.js'
import { LineReader } from './line-reader.js'

/** The person at the other end: what they type, and whether they are still there. */
export class Presence {
  readonly reader: LineReader
  readonly #left = new AbortController()
  readonly #isInteractive: boolean
  readonly #stopListening: () => void
  #questions: Promise<unknown> = Promise.resolve()

  constructor(environment: Environment, isInteractive: boolean) {
    const { input, output } = environment
    this.#isInteractive = isInteractive
    const onInterrupt = () => {
      // The second one does not wait for anything to be put in order.
      if (this.#left.signal.aborted) environment.exit(exitCodes.interrupted)
      this.#left.abort()
    }
    this.reader = new LineReader({ input, output, isTerminal: isInteractive, onInterrupt })
    // Whoever read the output has gone: nothing can be said to them, not even that.
    output.on('error', () => this.#left.abort())
    this.#stopListening = environment.onInterrupt(onInterrupt)
  }

  /** Aborted when the person has left. */
  get leaving(): AbortSignal {
    return this.#left.signal
  }

  /** Prints around a line that is being typed. */
  print(write: () => void): void {
    this.reader.print(write)
  }

  /** Puts a model's questions to the person, one after the other; undefined where nobody can be asked. */
  questioner(say: (line: string) => void): ((request: UnderstandRequest) => Promise<unknown>) | undefined {
    if (!this.#isInteractive) return undefined
    const ask = (prompt: string) => this.#ask(prompt)
    return (request) => {
      const answer = this.#questions.then(() => askPerson(request, { say, ask }))
      this.#questions = answer
      return answer
    }
  }

  /** The result; undefined when the person leaves first. */
  async unlessLeft<Result>(operation: Promise<Result>): Promise<Result | undefined> {
    const left = new Promise<undefined>((resolve) => {
      this.leaving.addEventListener('abort', () => resolve(undefined), { once: true })
    })
    return await Promise.race([operation, left])
  }

  end(): void {
    this.#stopListening()
    this.reader.close()
  }

  async #ask(prompt: string): Promise<string> {
    const line = await this.reader.next(prompt)
    if (line !== undefined) return line.text.trim()
    this.#left.abort()
    return await new Promise(() => undefined)
  }
}
