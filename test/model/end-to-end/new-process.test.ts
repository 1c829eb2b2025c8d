import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { describe, expect, it } from 'vitest'
import { bundleScript } from '../../bundle-script.js'
import { deferred } from '../openai/requests.js'
import { answer, KEY, received, startProvider } from './provider.js'

const flow = {
  name: 'resumed',
  initialState: 'greeting',
  systemPrompt: { instruct: 'You are brief.' },
  states: {
    greeting: {
      prompt: { say: 'What is wrong?' },
      transitions: { angry: { type: 'llmClassifier', prompt: 'Angry?', targetClass: 'yes' } },
      nextStates: { angry: 'calm' },
    },
    calm: {
      prompt: { instruct: 'Calm the user down.' },
      transitions: { ok: { type: 'keyword', words: ['ok'] } },
      nextStates: { ok: 'greeting' },
    },
  },
}

interface Persisted {
  readonly value: unknown
  readonly context: { readonly messages: readonly { readonly text: string }[]; readonly usage: { readonly modelCalls: number } }
}

/** Runs a plain actor in a new process, and reads the snapshots that it prints. */
function run(script: string, input: object) {
  const child = spawn(process.execPath, [script, JSON.stringify(input)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const snapshots: Persisted[] = []
  createInterface({ input: child.stdout }).on('line', (line) => snapshots.push(JSON.parse(line)))
  const ended = once(child, 'close')
  return { snapshots, ended, kill: () => child.kill('SIGKILL') }
}

describe('a turn that XState alone persisted in the middle of a model call over HTTP', () => {
  const provider = startProvider()

  it.each(['understand', 'respond'] as const)(
    'is finished by a new process, which makes the %s request once more',
    async (cut) => {
      const [asked, killed] = [deferred(), deferred()]
      const good = { understand: { content: '{"angry":"yes"}' }, respond: { content: 'I am sorry.' } }
      let calls = 0
      const holdFirst = (kind: typeof cut) => async () => {
        if (kind === cut && ++calls === 1) {
          asked.resolve()
          await killed.promise
        }
        return good[kind]
      }
      answer(provider, { understand: holdFirst('understand'), respond: holdFirst('respond') })
      const script = await bundleScript(new URL('plain-actor-process.ts', import.meta.url))
      const settings = { flow, baseURL: `${provider.url}/v1`, apiKey: KEY }
      const first = run(script, { ...settings, text: 'you idiots' })
      await asked.promise
      const value = cut === 'understand' ? { greeting: 'understanding' } : { calm: 'responding' }
      await expect.poll(() => first.snapshots.at(-1)?.value).toEqual(value)
      first.kill()
      await first.ended
      killed.resolve()
      await expect.poll(() => received(provider).some(({ kind }) => kind === cut)).toBe(true)
      const snapshot = first.snapshots.at(-1)
      expect(JSON.stringify(snapshot)).not.toContain(KEY)

      const second = run(script, { ...settings, snapshot })
      await second.ended
      const last = second.snapshots.at(-1)
      expect(last?.value).toEqual({ calm: 'listening' })
      expect(last?.context.messages.map(({ text }) => text)).toEqual(['What is wrong?', 'you idiots', 'I am sorry.'])
      expect(last?.context.usage.modelCalls).toBe(2)
      const keys = received(provider).map(({ key }) => key)
      const understand = 'ana/2/greeting/1/understand'
      const respond = 'ana/2/calm/1/respond'
      expect(keys).toEqual(cut === 'understand' ? [understand, understand, respond] : [understand, respond, respond])
      const [one, other] = received(provider).filter(({ kind }) => kind === cut)
      expect(other?.body).toEqual(one?.body)
    },
    60_000,
  )
})
