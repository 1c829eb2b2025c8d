/** How long the rest of a stream is read that nobody needs, in milliseconds. */
const LONGEST_DRAIN = 5_000

/**
 * Yields the parts of a stream until it ends or the signal is aborted. Who leaves early need not wait: the rest is read in the background,
 * so that whatever stands between us and the provider sees the end of the answer too.
 */
export async function* streamParts(stream: ReadableStream<unknown>, signal: AbortSignal): AsyncGenerator<unknown, void, undefined> {
  const reader = stream.getReader()
  const cancel = () => void reader.cancel(signal.reason).catch(() => undefined)
  signal.addEventListener('abort', cancel, { once: true })
  if (signal.aborted) cancel()
  try {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    signal.removeEventListener('abort', cancel)
    void drain(reader)
  }
}

async function drain(reader: ReadableStreamDefaultReader<unknown>): Promise<void> {
  const timer = setTimeout(() => void reader.cancel().catch(() => undefined), LONGEST_DRAIN)
  try {
    while (!(await reader.read()).done);
  } catch {
    // The connection is gone, and nobody waits for this.
  } finally {
    clearTimeout(timer)
  }
}
