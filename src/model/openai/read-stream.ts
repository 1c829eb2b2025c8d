import { readLines } from '../read-lines.js'
import { throwError } from './completion.js'

const END = '[DONE]'
const LONGEST_PLAIN_BODY = 1_048_576

/** What a stream yields: the JSON of each event, then whether the server said that it is complete. */
export type StreamEvent = { readonly type: 'chunk'; readonly value: unknown } | { readonly type: 'end' }

/**
 * Yields the events of a streamed answer. A server that answers with one JSON body instead is understood too.
 *
 * @throws {SyntaxError} for an event that is not JSON
 * @throws the server's own error, where the stream holds one
 */
export async function* readStream(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent, void, undefined> {
  let event: StreamFields = { name: '', data: [] }
  let plain = ''
  let streams = false
  for await (const { text, complete } of readLines(body)) {
    const field = /^(data|event):\s?(.*)$/s.exec(text)
    if (field?.[1] === 'data') event = { ...event, data: [...event.data, field[2] ?? ''] }
    else if (field !== null) event = { ...event, name: field[2] ?? '' }
    else if (text !== '' && !text.startsWith(':') && !streams && plain.length < LONGEST_PLAIN_BODY) plain += `${text}\n`
    streams ||= event.data.length > 0
    if (text !== '' && complete) continue
    // A body that ends in the middle of an event was cut there: what it began to say is not judged.
    const found = complete ? readEvent(event) : readCutEvent(event)
    event = { name: '', data: [] }
    if (found === undefined) continue
    yield found
    if (found.type === 'end') return
  }
  const last = readCutEvent(event)
  if (last !== undefined) yield last
  else if (!streams && plain.trim() !== '') yield { type: 'chunk', value: readBody(plain) }
}

interface StreamFields {
  readonly name: string
  readonly data: readonly string[]
}

function readEvent({ name, data }: StreamFields): StreamEvent | undefined {
  const text = data.join('\n').trim()
  if (text === '') return undefined
  if (text.startsWith(END)) return { type: 'end' }
  const value: unknown = JSON.parse(text)
  throwError(value, name === 'error')
  return { type: 'chunk', value }
}

function readCutEvent(event: StreamFields): StreamEvent | undefined {
  try {
    return readEvent(event)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Reads an answer that is one JSON body. */
export function readBody(text: string): unknown {
  const value: unknown = JSON.parse(text)
  throwError(value)
  return value
}
