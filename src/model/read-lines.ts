/** How long, and how much of it, the rest of a body is read that nobody needs. */
const LONGEST_DRAIN = 5_000
const MOST_DRAINED_BYTES = 1_048_576

/** One line of a body. */
export interface Line {
  readonly text: string
  /** Whether its end was seen: the last line of a body that was cut has none. */
  readonly complete: boolean
}

/**
 * Yields the lines of a body of UTF-8 text, each as soon as it is complete. Who leaves early need not wait: the rest of the body is
 * read in the background, so that the call does not look cancelled to the other side.
 */
export async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<Line, void, undefined> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { value, done } = await reader.read()
      const lines = `${rest}${decoder.decode(value, { stream: !done })}`.split('\n')
      rest = lines.pop() ?? ''
      for (const text of lines) yield { text: text.replace(/\r$/, ''), complete: true }
      if (!done) continue
      if (rest !== '') yield { text: rest, complete: false }
      return
    }
  } finally {
    void drain(reader)
  }
}

async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  const cancel = () => reader.cancel().catch(() => undefined)
  const timer = setTimeout(cancel, LONGEST_DRAIN)
  let bytes = 0
  try {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      bytes += value.byteLength
      if (bytes > MOST_DRAINED_BYTES) return void cancel()
    }
  } catch {
    // The connection is gone, and nobody waits for this.
  } finally {
    clearTimeout(timer)
  }
}
