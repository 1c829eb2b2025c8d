import fc from 'fast-check'
import { type ConversationFlow, type ConversationStore, custom, extract, keyword, memoryStore, openConversation } from 'talkchart'
import { expect, test } from 'vitest'
import { fromPromise } from 'xstate'
import { laterTasks, watchUnhandled } from '../conversation/unhandled.js'
import { runsOr } from '../runs.js'
import { SEED } from '../seed.js'

const RUNS = runsOr(100)

/** What somebody may hand over: JSON that is fine, and what no record holds. */
const anything = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withObjectString: true, maxDepth: 3 }),
  fc.constantFrom(
    JSON.parse('{"a":{"__proto__":{"x":1}}}'),
    { a: { constructor: { prototype: {} } } },
    JSON.parse(`${'{"a":'.repeat(250)}1${'}'.repeat(250)}`),
    { a: Number.NaN },
    {
      toJSON: () => {
        throw new Error('no JSON')
      },
    },
    new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no keys')
        },
      },
    ),
  ),
)

/** Does something, or throws anything, now or later. */
const act = fc.record({ gives: anything, how: fc.constantFrom('gives', 'gives', 'gives', 'throws', 'rejects') })
type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never

function run({ gives, how }: Act): unknown {
  if (how === 'throws') throw gives
  return how === 'rejects' ? Promise.reject(gives) : gives
}

const world = fc.record({
  respond: act,
  understand: act,
  usage: anything,
  actor: act,
  hook: act,
  extraction: act,
  judgement: act,
  listener: act,
  failingCommits: fc.array(fc.boolean(), { maxLength: 6 }),
  texts: fc.array(fc.oneof(fc.constantFrom('on', 'back', 'human', 'x'.repeat(20_000)), fc.string({ unit: 'binary' })), { maxLength: 5 }),
  speaksByModel: fc.boolean(),
  extractsByModel: fc.boolean(),
})
type World = typeof world extends fc.Arbitrary<infer Value> ? Value : never

function flowIn({ hook, extraction, judgement, speaksByModel, extractsByModel }: World): ConversationFlow {
  const prompt = speaksByModel ? { instruct: 'Ask.' } : { say: 'Well? {{reason}}' }
  const fields = { a: { type: 'object' }, b: { type: 'integer', maximum: 3 } }
  return {
    name: 'hostile',
    initialState: 'ask',
    globalTransitions: { human: keyword(['human']) },
    globalNextStates: { human: 'work' },
    states: {
      ask: {
        prompt,
        onEnter: () => run(hook) as undefined,
        extract: extract(extractsByModel ? { fields } : { fields, run: () => run(extraction) as Record<string, unknown> }),
        transitions: { on: keyword(['on']), judged: custom(() => run(judgement) as boolean) },
        nextStates: { on: 'work', judged: 'work' },
      },
      work: {
        invoke: { src: 'find', saveAs: 'found' },
        prompt,
        transitions: { back: keyword(['back']) },
        nextStates: { back: 'ask' },
      },
    },
  }
}

/** A store whose commits fail as told; whatever it has taken, it has stored. */
function failingStore(store: ConversationStore, { failingCommits }: World): ConversationStore {
  const failures = [...failingCommits]
  const commit: ConversationStore['commit'] = async (id, commit) => {
    if (failures.shift()) throw new Error('The disk is full.')
    await store.commit(id, commit)
  }
  return { ...store, commit }
}

test(
  'whatever is handed over, a conversation can be opened again, nothing is unhandled, and what is answered is stored',
  async () => {
    const unhandled = watchUnhandled()
    const holds = fc.asyncProperty(world, async (world) => {
      const disk = memoryStore()
      const store = failingStore(disk, world)
      const listener = () => run(world.listener)
      const model = {
        respond: async (_request: unknown, { onDelta }: { onDelta: (delta: string) => void }) => {
          onDelta(world.usage as string)
          return { text: await run(world.respond), usage: world.usage } as never
        },
        understand: async () => ({ value: await run(world.understand), usage: world.usage }) as never,
      }
      const actors = { find: fromPromise(async () => run(world.actor)) }
      const options = { flow: flowIn(world), model, actors, store, id: 'c', onDelta: listener, onProblem: listener }
      const answered: string[] = []
      const conversation = await openConversation(options).catch(() => undefined)
      conversation?.on('message.added', listener)
      conversation?.subscribe(listener)
      for (const [index, text] of world.texts.entries()) {
        const id = `m${index}`
        await conversation?.send(text, { id, onDelta: listener }).then(
          () => answered.push(id),
          () => undefined,
        )
      }
      await conversation?.close()
      const again = await openConversation({ ...options, store: disk })
      const kept = (await again.history()).map(({ id }) => id)
      expect(kept).toEqual(expect.arrayContaining(answered))
      await again.close()
      await laterTasks()
      expect(unhandled.splice(0).length).toBe(0)
    })
    // What goes wrong is told on the console where onProblem itself fails; that is not looked at here.
    const consoleError = console.error
    console.error = () => undefined
    try {
      await fc.assert(holds, { numRuns: RUNS, ...(SEED === undefined ? {} : { seed: SEED }) })
    } finally {
      console.error = consoleError
    }
  },
  RUNS * 1000,
)
