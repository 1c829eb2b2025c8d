import {
  type Conversation,
  type ConversationFlow,
  type ConversationStore,
  type CustomCondition,
  compileFlow,
  context,
  custom,
  defineFlow,
  type Extract,
  extract,
  type FlowState,
  guard,
  keyword,
  type LanguageModel,
  memoryStore,
  type OpenMachineOptions,
  openConversation,
  type Select,
  type SendOptions,
  select,
} from 'talkchart'
import { expect, test } from 'vitest'
import { fromPromise } from 'xstate'
import { laterTasks, watchUnhandled } from './unhandled.js'

/** The names of what is a function in a type. */
type Callbacks<Holder> = {
  [Name in keyof Holder]-?: [globalThis.Extract<Holder[Name], (...facts: never) => unknown>] extends [never] ? never : Name
}[keyof Holder] &
  string

/** Every callback in the public types. One that is new and not tried below is a type error. */
type Callback =
  | `open.${Callbacks<OpenMachineOptions>}`
  | `send.${Callbacks<SendOptions>}`
  | `state.${Callbacks<FlowState>}`
  | `extract.${Callbacks<Extract>}`
  | `select.${Callbacks<Select>}`
  | `custom.${Callbacks<CustomCondition>}`
  | `store.${Callbacks<ConversationStore>}`
  | `model.${Callbacks<LanguageModel>}`
  | `listener.${keyof Pick<Conversation, 'on' | 'subscribe'>}`
  | 'context.fn'
  | 'guards'
  | 'actors'

type Failing = () => never

interface Scenario {
  readonly flow?: ConversationFlow
  readonly options?: object
  readonly talk?: (conversation: Conversation) => unknown
}

const base = defineFlow({
  name: 'callbacks',
  version: '1.0.0',
  initialState: 'ask',
  states: {
    ask: { prompt: { instruct: 'Ask.' }, transitions: { on: keyword(['on']) }, nextStates: { on: 'next' } },
    next: { prompt: { say: 'Next.' }, transitions: { back: keyword(['back']) }, nextStates: { back: 'ask' } },
  },
})

const withAsk = (more: object): ConversationFlow => ({ ...base, states: { ...base.states, ask: { ...base.states.ask, ...more } } })
const withCondition = (condition: object) => withAsk({ transitions: { on: condition }, nextStates: { on: 'next' } })
const withStore = (name: string) => (fail: unknown) => ({ options: { store: { ...memoryStore(), [name]: fail }, onConflict: 'reload' } })
const usage = { inputTokens: 0, outputTokens: 0 }

const model: LanguageModel = {
  respond: async (_request, { onDelta }) => {
    onDelta('Well')
    return { text: 'Well?', usage }
  },
  understand: async () => ({ value: null, usage }),
}

const SCENARIOS = {
  'open.onDelta': (onDelta) => ({ options: { onDelta } }),
  'open.redact': (redact) => ({ options: { redact } }),
  'open.onProblem': (onProblem) => ({ options: { flow: undefined, machine: guarded(onProblem), onProblem } }),
  'open.migrate': (migrate) => ({ options: { migrate, store: stored() } }),
  'open.clock': (clock) => ({ options: { clock } }),
  'open.newId': (newId) => ({ options: { newId } }),
  'open.inspect': (inspect) => ({ options: { inspect } }),
  'send.onDelta': (onDelta) => ({
    talk: async (conversation) => [await conversation.send('on'), await conversation.send('back', { onDelta })],
  }),
  'listener.on': (fail) => ({ talk: (conversation) => [conversation.on('state.entered', fail), conversation.on('reply.delta', fail)] }),
  'listener.subscribe': (fail) => ({ talk: (conversation) => conversation.subscribe(fail) }),
  'state.onEnter': (onEnter) => ({ flow: withAsk({ onEnter }) }),
  'state.onExit': (onExit) => ({ flow: withAsk({ onExit }) }),
  'extract.run': (run) => ({ flow: withAsk({ extract: extract({ run }) }) }),
  'select.choose': (choose) => ({
    flow: withAsk({ transitions: { on: keyword(['on']) }, nextStates: { on: select({ candidates: ['next'], choose }) } }),
  }),
  'custom.fn': (fn) => ({ flow: withCondition(custom(fn)) }),
  'context.fn': (fn) => ({ flow: withCondition(context(fn)) }),
  guards: (isVip) => ({ options: { flow: undefined, machine: guarded(isVip) } }),
  actors: (find) => ({ flow: withAsk({ invoke: { src: 'find' } }), options: { actors: { find: fromPromise(async () => find()) } } }),
  'model.respond': (respond) => ({ options: { model: { ...model, respond } } }),
  'model.understand': (understand) => ({
    flow: withCondition({ type: 'llmClassifier', prompt: 'On?', targetClass: 'yes' }),
    options: { model: { ...model, understand } },
  }),
  'store.load': withStore('load'),
  'store.commit': withStore('commit'),
  'store.remove': withStore('remove'),
  'store.list': withStore('list'),
  'store.prune': withStore('prune'),
  'store.records': withStore('records'),
  'store.watch': withStore('watch'),
  'store.lease': withStore('lease'),
  'store.renew': withStore('renew'),
  'store.release': withStore('release'),
  'store.enqueue': withStore('enqueue'),
  'store.claimDue': withStore('claimDue'),
  'store.putOff': withStore('putOff'),
} satisfies Record<Callback, (fail: Failing) => Scenario>

const guarded = (isVip: Failing) => compileFlow(withCondition(guard('isVip')), { model }).provide({ guards: { isVip } } as never)

/** A store with a conversation of another version of the flow. */
function stored(): ConversationStore {
  const store = memoryStore()
  const load: ConversationStore['load'] = async (id, options) => {
    await (await openConversation({ flow: { ...base, version: '0.9.0' }, model, store, id })).close()
    return await store.load(id, options)
  }
  return { ...store, load }
}

const HOW = {
  throws: () => {
    throw new Error('boom')
  },
  rejects: (() => Promise.reject(new Error('boom'))) as unknown as Failing,
} satisfies Record<string, Failing>

const cases = Object.entries(SCENARIOS).flatMap(([name, scenario]) =>
  Object.entries(HOW).map(([how, fail]) => [name, how, scenario as (fail: Failing) => Scenario, fail] as const),
)

test.each(cases)('%s that %s ends no process: it is told, or somebody is refused', async (_name, _how, scenario, fail) => {
  const unhandled = watchUnhandled()
  const { flow = base, options = {}, talk } = scenario(fail)
  const told: unknown[] = []
  const settled: unknown[] = []
  const settle = async (work: () => unknown) => {
    try {
      settled.push(await work())
    } catch (error) {
      settled.push(error)
    }
  }
  await settle(async () => {
    const conversation = await openConversation({
      flow,
      model,
      id: 'c',
      store: memoryStore(),
      onProblem: (problem) => told.push(problem),
      ...options,
    })
    await settle(() => talk?.(conversation))
    await settle(() => conversation.send('on'))
    await settle(() => conversation.send('back'))
    await settle(() => conversation.close())
  })
  await laterTasks()
  expect(unhandled).toEqual([])
  expect(settled.length).toBeGreaterThan(0)
})

test('a listener that throws is told to onProblem, and the turn goes on', async () => {
  const unhandled = watchUnhandled()
  const told: unknown[] = []
  const conversation = await openConversation({ flow: base, model, onProblem: (problem) => told.push(problem) })
  conversation.on('state.entered', HOW.throws)
  conversation.subscribe(HOW.rejects)
  expect(await conversation.send('on', { onDelta: HOW.throws })).toMatchObject({ state: 'next', phase: 'listening' })
  await laterTasks()
  expect(told).toContainEqual(expect.objectContaining({ type: 'listener', message: 'The function given to on("state.entered") failed.' }))
  expect(unhandled).toEqual([])
})

test("an action of the developer's own that throws in the first state rejects the opening, and nothing else", async () => {
  const unhandled = watchUnhandled()
  const machine = compileFlow(withAsk({ onEnter: 'greet' }), { model }).provide({ actions: { greet: HOW.throws } } as never)
  await expect(openConversation({ machine })).rejects.toThrow('boom')
  await laterTasks()
  expect(unhandled).toEqual([])
})
