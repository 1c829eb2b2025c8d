import type { LanguageModel } from '../../../src/index.js'

/** A model whose reply is let out piece by piece. */
export function slowModel(pieces: readonly string[] = ['So ', 'it ', 'is.']) {
  const waiting: (() => void)[] = []
  const ids: string[] = []
  let aborted = 0
  let say: (delta: string) => void = () => undefined
  const model: LanguageModel = {
    async respond({ id }, { signal, onDelta }) {
      say = onDelta
      ids.push(id)
      const count = () => {
        aborted += 1
      }
      signal.addEventListener('abort', count, { once: true })
      for (const piece of pieces) {
        await new Promise<void>((resolve, reject) => {
          waiting.push(resolve)
          const abort = () => {
            waiting.splice(waiting.indexOf(resolve), 1)
            reject(signal.reason)
          }
          signal.addEventListener('abort', abort, { once: true })
        })
        onDelta(piece)
      }
      return { text: pieces.join(''), usage: { inputTokens: 1, outputTokens: 1 } }
    },
    async understand() {
      throw new Error('Nothing is to be understood here.')
    },
  }
  /** Lets one piece out, as soon as it is waited for. */
  const next = async () => {
    while (waiting.length === 0) await new Promise((resolve) => setTimeout(resolve, 1))
    waiting.shift()?.()
  }
  /** Lets out many pieces of its own, one in each turn of the event loop. */
  const chatter = async (count: number) => {
    while (waiting.length === 0) await new Promise((resolve) => setTimeout(resolve, 1))
    for (let index = 0; index < count; index += 1) {
      say('x')
      if (index % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 0))
    }
  }
  const rest = async (count: number) => {
    for (let index = 0; index < count; index += 1) await next()
  }
  return { model, next, rest, chatter, calls: () => ids.length, ids: () => ids, aborted: () => aborted }
}

/** What `echoModel` says to a message: long enough to be cut anywhere, and no other message's. */
export function echoOf(said: string): string {
  return `Of ${said}: ${Array.from('abcdefgh', (letter) => `${letter}${said.length}`).join(' ')} (${said}).`
}

/** A model whose reply tells its message apart, and comes in small pieces. */
export function echoModel(): LanguageModel {
  return {
    async respond({ history }, { signal, onDelta }) {
      const text = echoOf(history.at(-1)?.text ?? '')
      for (const piece of text.match(/.{1,7}/gs) ?? []) {
        await new Promise((resolve) => setTimeout(resolve, 2))
        signal.throwIfAborted()
        onDelta(piece)
      }
      return { text, usage: { inputTokens: 1, outputTokens: 1 } }
    },
    async understand() {
      throw new Error('Nothing is to be understood here.')
    },
  }
}
