import { useMachine } from '@xstate/react'
import { Component, createElement, type ReactNode, StrictMode } from 'react'
import { flushSync } from 'react-dom'
import { createRoot, hydrateRoot, type Root } from 'react-dom/client'
import { renderToString } from 'react-dom/server.browser'
import {
  type ConversationHandle,
  type ConversationStore,
  type ConversationView,
  compileFlow,
  createConversation,
  defineFlow,
  keyword,
  memoryStore,
  readConversation,
} from 'talkchart'
import type { Drawing } from 'talkchart/analysis'
import { type Chat, Statechart, useConversation } from 'talkchart/react'
import { idbStore } from 'talkchart/stores/idb'
import { fromPromise } from 'xstate'
import { flow } from '../../server/support/flow.js'
import { echoModel, slowModel } from '../../server/support/slow-model.js'

/** What a component shows, and how. All of it is JSON, as the test that asks for it is in another process. */
export interface Shown {
  readonly mode: 'local' | 'remote'
  readonly id?: string
  /** Another flow of the same states. */
  readonly otherFlow?: boolean
  /** Makes everything anew in each render. */
  readonly inline?: boolean
  /** Where it is kept: in IndexedDB by default. `fresh` is a new store without a key in each render. */
  readonly store?: 'memory' | 'none' | 'fresh'
  /** Is answered by a model that waits for nothing. */
  readonly echo?: boolean
  /** Calls an actor. */
  readonly calling?: boolean
  /** Shows a handle that was made elsewhere. */
  readonly handle?: boolean
  /** With the view that was read last. */
  readonly withView?: boolean
}

/** What a component has shown in one render. */
interface Rendered {
  readonly id: string
  readonly status: string
  readonly texts: readonly string[]
  readonly reply: string | undefined
}

const otherFlow = { ...flow }
/** Asks an actor. */
const callingFlow = defineFlow({
  name: 'calling',
  initialState: 'ready',
  states: {
    ready: {
      prompt: { say: 'Ready?' },
      transitions: { go: keyword(['go']) },
      nextStates: { go: 'called' },
    },
    called: { invoke: { src: 'count', saveAs: 'count' }, prompt: { say: 'It was render {{count}}.' }, advanceTo: 'ready' },
  },
})
const inMemory = memoryStore()
const chats = new Map<string, Chat>()
const renders = new Map<string, Rendered[]>()
const roots = new Map<string, Root>()
const actors = new Map<string, Set<unknown>>()
const results = new Map<string, unknown>()
const problems: string[] = []
const loads: number[] = []
const model = slowModel()
const echo = echoModel()
/** Which render has given the model that was called last. */
let lastModel = 0
let view: ConversationView | undefined
let held: (() => void)[] | undefined
let made: ConversationHandle | undefined

addEventListener('unhandledrejection', ({ reason }) => problems.push(`unhandled: ${reason}`))
const { error } = console
console.error = (...facts: unknown[]) => {
  problems.push(facts.map(String).join(' '))
  error(...facts)
}

/** Counts what is loaded, and holds it back while it is told to. */
function watched(store: ConversationStore): ConversationStore {
  return {
    ...store,
    load: async (...parameters) => {
      if (held !== undefined) await new Promise<void>((resolve) => held?.push(resolve))
      const loaded = await store.load(...parameters)
      loads.push(performance.now())
      return loaded
    },
  }
}

const kept = watched(idbStore())
const keptInMemory = watched(inMemory)

function optionsOf({ mode, id = 'desk', inline, store, ...shown }: Shown, render: number) {
  const first = shown.withView ? { initialView: view } : {}
  if (mode === 'remote')
    return { url: '/conversations', id, ...first, ...(inline ? { headers: () => ({ 'x-render': String(render) }) } : {}) }
  const place = store === 'none' ? {} : { store: storeOf(store, inline), id }
  const base = { flow: shown.otherFlow ? otherFlow : flow, ...place, ...first }
  if (!inline) return { ...base, model: shown.echo ? echo : model.model }
  const respond: typeof model.model.respond = (request, options) => {
    lastModel = render
    return model.model.respond(request, options)
  }
  return { ...base, model: { ...model.model, respond }, prompts: {}, models: { other: { ...model.model } }, onProblem: () => undefined }
}

/** What a component gives in one render to a flow that calls an actor. */
function callingOptions(render: number) {
  return {
    flow: callingFlow,
    store: keptInMemory,
    id: 'calling',
    actors: { count: fromPromise(async () => render) },
  }
}

function storeOf(store: Shown['store'], inline = false): ConversationStore {
  if (store === 'fresh') return memoryStore()
  if (store === 'memory') return keptInMemory
  return inline ? watched(idbStore()) : kept
}

/** Shows one conversation, and notes what it shows. */
function Shower({ name, shown }: { readonly name: string; readonly shown: Shown }): ReactNode {
  const seen = renders.get(name) ?? []
  renders.set(name, seen)
  const options = shown.handle ? handle() : shown.calling ? callingOptions(seen.length) : optionsOf(shown, seen.length)
  const chat = useConversation(options as Parameters<typeof useConversation>[0]) as Chat
  chats.set(name, chat)
  if (chat.actor !== undefined) actors.set(name, (actors.get(name) ?? new Set()).add(chat.actor))
  seen.push({ id: chat.id, status: chat.status, texts: chat.messages.map(({ text }) => text), reply: chat.reply })
  return createElement('p', null, [...chat.messages.map(({ text }) => text), chat.reply].join('|'))
}

/** Shows a conversation in a drawing. */
function Charted({ shown, drawing }: { readonly shown: Shown; readonly drawing: Drawing }): ReactNode {
  const chat = useConversation(optionsOf(shown, 0) as Parameters<typeof useConversation>[0]) as Chat
  chats.set('chart', chat)
  return createElement(Statechart, { ...drawing, view: chat, onSelect: (state) => results.set('selected', state) })
}

/** Draws a machine in the page, and shows where it is. */
function Drawn(): ReactNode {
  const machine = compileFlow(flow)
  const [snapshot] = useMachine(machine, {})
  return createElement(Statechart, { machine, snapshot })
}

function handle(): ConversationHandle {
  made ??= createConversation({ flow, model: model.model, store: keptInMemory, id: 'made-elsewhere' })
  return made
}

/** Notes what a component throws. */
class Boundary extends Component<{ readonly name: string; readonly children?: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false }
  static getDerivedStateFromError = () => ({ failed: true })
  override componentDidCatch(thrown: unknown): void {
    results.set(this.props.name, String(thrown))
  }
  override render(): ReactNode {
    return this.state.failed ? null : this.props.children
  }
}

const strict = (name: string, element: ReactNode) => createElement(StrictMode, null, createElement(Boundary, { name }, element))
const elementOf = (name: string, shown: Shown) => strict(name, createElement(Shower, { name, shown }))

function show(name: string, element: ReactNode): void {
  const root = roots.get(name) ?? createRoot(document.body.appendChild(document.createElement('div')))
  roots.set(name, root)
  root.render(strict(name, element))
}

/** What the tests do with the page. */
export const page = {
  /** Shows it in the end. */
  mount(name: string, shown: Shown): void {
    show(name, createElement(Shower, { name, shown }))
  },
  /** Shows it at once, with all effects. */
  mountNow(name: string, shown: Shown): void {
    flushSync(() => page.mount(name, shown))
  },
  mountChart(shown: Shown, drawing: Drawing): void {
    show('chart', createElement(Charted, { shown, drawing }))
  },
  mountMachine: () => show('machine', createElement(Drawn)),
  unmount(name: string): void {
    roots.get(name)?.unmount()
    roots.delete(name)
    renders.delete(name)
  },
  unmountAll(): void {
    for (const name of [...roots.keys()]) page.unmount(name)
  },
  /** Renders to a string and hydrates it. Gives the string. */
  hydrate(name: string, shown: Shown): string {
    const place = document.body.appendChild(document.createElement('div'))
    const html = renderToString(elementOf(name, shown))
    place.innerHTML = html
    roots.set(name, hydrateRoot(place, elementOf(name, shown)))
    return html
  },
  renderToString: (shown: Shown) => renderToString(elementOf('on a server', shown)),
  facts(name: string) {
    const chat = chats.get(name)
    const { id, status, state, reply, messages = [], error, turn } = chat ?? {}
    const told = messages.map(({ role, text, pending }) => `${role === 'user' ? '> ' : ''}${text}${pending ? ' …' : ''}`)
    return { id, status, state, reply, told, turn, error: error && { name: error.name, code: Reflect.get(error, 'code') } }
  },
  /** What is told and what waits, and the reply that is being made. */
  talk(name: string) {
    const { messages = [], reply, status } = chats.get(name) ?? {}
    return { messages: messages.map(({ role, text, id, pending = false }) => ({ role, text, id, pending })), reply, status }
  },
  renders: (name: string) => renders.get(name) ?? [],
  chat: (name: string) => chats.get(name),
  /** Sends, and gives what is in view right afterwards. What comes of it is kept. */
  send(name: string, text: string, id?: string) {
    const sent = chats.get(name)?.send(text, id === undefined ? {} : { id })
    results.set(`${name} sent`, 'waits')
    void sent?.then((turn) => results.set(`${name} sent`, turn === undefined ? 'nothing' : turn.state))
    return page.facts(name)
  },
  call: async (name: string, command: 'stop' | 'retry' | 'cancel') => (await chats.get(name)?.[command]()) ?? null,
  rewind: (name: string, turn: number) => chats.get(name)?.rewind(turn),
  result: (name: string) => results.get(name) ?? null,
  problems: () => problems,
  loads: () => loads.length,
  calls: () => model.ids(),
  aborted: () => model.aborted(),
  next: () => model.next(),
  lastModel: () => lastModel,
  /** How many actors it has shown. */
  actors: (name: string) => actors.get(name)?.size ?? 0,
  async read(id: string): Promise<void> {
    view = await readConversation({ flow, store: keptInMemory, id })
  },
  /** Lets the model say many pieces, and counts the frames and the replies that were shown meanwhile. */
  async chatter(pieces: number) {
    const before = page.renders('one').length
    let frames = 0
    let isOver = false
    const count = () => {
      frames += 1
      if (!isOver) requestAnimationFrame(count)
    }
    requestAnimationFrame(count)
    await model.chatter(pieces)
    isOver = true
    const seen = page.renders('one').slice(before)
    return { frames, shown: new Set(seen.map(({ reply }) => reply).filter((reply) => reply)).size }
  },
  hold: () => {
    held = []
  },
  letGo: () => {
    for (const resolve of held ?? []) resolve()
    held = undefined
  },
  statusOfMade: () => made?.view.status ?? null,
}

declare global {
  interface Window {
    components: typeof page
  }
}
window.components = page
