import type { ServerEvent } from '../server/protocol/events.js'

/** Reads a stream of server-sent events, each as soon as it is there. Of one that was cut, the last may be missing. */
export async function* readEvents<Event = ServerEvent>(body: ReadableStream<Uint8Array>): AsyncGenerator<Event, void, undefined> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      const parts = (rest + decoder.decode(value, { stream: true })).split('\n\n')
      rest = parts.pop() ?? ''
      for (const part of parts) {
        const id = /^id: (.*)$/m.exec(part)?.[1]
        const type = /^event: (.*)$/m.exec(part)?.[1]
        const data = /^data: (.*)$/m.exec(part)?.[1]
        if (type !== undefined && data !== undefined)
          yield { ...(id === undefined ? {} : { id }), ...JSON.parse(`{"type":"${type}","data":${data}}`) }
      }
    }
  } finally {
    // Whoever has what it wanted does not read on.
    reader.cancel().catch(() => undefined)
  }
}
