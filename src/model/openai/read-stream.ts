import { type Line, readLines } from '../read-lines.js'
import { throwError } from './completion.js'

const END = '[DONE]'
const LONGEST_PLAIN_BODY = 1_048_576

/** What a stream yields: the JSON of each event, and the server's word that it is complete. */
export type StreamEvent = { readonly type: 'chunk'; readonly value: unknown } | { readonly type: 'end' }

/**
 * Yields the events of a streamed answer. A server that answers with one JSON body instead is understood too.
 *
 * @throws {SyntaxError} for an event that is not JSON
 * @throws the server's own error, where the stream holds one
 */
export async function* readStream(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent, void, undefined> {
  const parser = new EventParser()
  for await (const line of readLines(body)) {
    const event = parser.add(line)
    if (event === undefined) continue
    yield event
    if (event.type === 'end') return
  }
  const last = parser.end()
  if (last !== undefined) yield last
}

/** Puts server-sent events together from their lines. */
class EventParser {
  #name = ''
  #data: string[] = []
  /** What came that is no event, as long as no event has come. */
  #plain = ''
  #hasEvents = false

  /** Takes a line; the event that it completes. */
  add({ text, complete }: Line): StreamEvent | undefined {
    const [, field, value = ''] = /^(data|event):\s?(.*)$/s.exec(text) ?? []
    if (field === 'data') this.#data.push(value)
    else if (field === 'event') this.#name = value
    else if (text !== '') this.#addPlain(text)
    this.#hasEvents ||= field === 'data'
    if (!complete) return this.#cut()
    return text === '' ? this.#take() : undefined
  }

  /** Ends the body: the event that was not yet complete, or the body that is no stream. */
  end(): StreamEvent | undefined {
    if (this.#hasEvents || this.#plain.trim() === '') return this.#cut()
    return { type: 'chunk', value: readBody(this.#plain) }
  }

  #addPlain(text: string): void {
    const isComment = text.startsWith(':')
    if (!isComment && !this.#hasEvents && this.#plain.length < LONGEST_PLAIN_BODY) this.#plain += `${text}\n`
  }

  #take(): StreamEvent | undefined {
    const text = this.#data.join('\n').trim()
    const isError = this.#name === 'error'
    this.#data = []
    this.#name = ''
    if (text === '') return undefined
    if (text.startsWith(END)) return { type: 'end' }
    const value: unknown = JSON.parse(text)
    throwError(value, isError)
    return { type: 'chunk', value }
  }

  /** A body that ends in the middle of an event was cut there: what it began to say is not judged. */
  #cut(): StreamEvent | undefined {
    try {
      return this.#take()
    } catch (error) {
      if (error instanceof SyntaxError) return undefined
      throw error
    }
  }
}

/** Reads an answer that is one JSON body. */
export function readBody(text: string): unknown {
  const value: unknown = JSON.parse(text)
  throwError(value)
  return value
}
