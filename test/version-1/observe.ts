import { createHash } from 'node:crypto'
import { type ConversationFlow, type ConversationMachine, compileFlow } from 'talkchart'
import { createActor, waitFor } from 'xstate'
import { decidedModel } from '../compile/decided-model.js'
import { isSettled } from '../machines/talk-to.js'

interface Node {
  readonly on?: Readonly<Record<string, unknown>>
  readonly invoke?: { readonly src: string; readonly onDone?: readonly { readonly guard?: { readonly type: string } }[] }
  readonly tags?: unknown
  readonly type?: unknown
  readonly states?: Readonly<Record<string, Node>>
}

const TALKS = 12
const LENGTH = 14

/** What the chart of a flow is: for each node, a fingerprint of its ways out. */
export function chartOf(flow: ConversationFlow): Readonly<Record<string, string>> {
  const { states, on } = JSON.parse(JSON.stringify(compileFlow(flow).config, withoutTold))
  return { '': fingerprint(on), ...nodesOf(states, '') }
}

/** For those who look at it, a transition tells since then whose it is, and which candidate it asks the model about. */
function withoutTold(key: string, value: unknown): unknown {
  if (key !== 'meta' || typeof value !== 'object' || value === null) return value
  const meta = Object.entries(value).filter(([name]) => name !== 'scope' && name !== 'candidate')
  return meta.length === 0 ? undefined : Object.fromEntries(meta)
}

function nodesOf(states: Readonly<Record<string, Node>>, path: string): Readonly<Record<string, string>> {
  const entries = Object.entries(states).map(([name, node]) => {
    const place = path === '' ? name : `${path}.${name}`
    const { on, invoke, tags, type } = node
    return { [place]: fingerprint({ on, invoke: withoutLater(invoke), tags, type }), ...nodesOf(node.states ?? {}, place) }
  })
  return Object.assign({}, ...entries)
}

/** That an answer which can not be kept is a failure came later, and has nothing to do with the language. */
function withoutLater(invoke: Node['invoke']): Node['invoke'] {
  if (invoke?.src !== 'understand') return invoke
  return { ...invoke, onDone: invoke.onDone?.filter(({ guard }) => guard?.type !== 'outputNotJson') ?? [] }
}

/** What comes of twelve talks with the flow, in its own words and others: a fingerprint of everything that can be seen. */
export async function turnsOf(flow: ConversationFlow): Promise<readonly string[]> {
  const machine = compileFlow(flow, { model: decidedModel })
  const words = wordsOf(flow)
  const talks = Array.from({ length: TALKS }, (_, talk) =>
    Array.from({ length: LENGTH }, (_word, position) => words[(talk * 31 + position * 17 + talk * position * 7) % words.length] ?? ''),
  )
  const seen: string[] = []
  for (const utterances of talks) seen.push(fingerprint(await talk(machine, utterances)))
  return seen
}

function wordsOf(flow: ConversationFlow): readonly string[] {
  const words = [...JSON.stringify(flow).matchAll(/"words":(\[.*?\])/g)].flatMap(([, list = '[]']): string[] => JSON.parse(list))
  return [...new Set([...words, 'yes', 'no', 'blah', 'not', 'I am so happy', 'this is terrible', '42'])]
}

async function talk(machine: ConversationMachine, utterances: readonly string[]): Promise<unknown> {
  const emitted: string[] = []
  const actor = createActor(machine, { input: { conversationId: 'c' } })
  actor.on('*', ({ type }) => {
    // Version 1 did not tell of it. What was understood shows in the data and the turns.
    if (type !== 'message.understood') emitted.push(type)
  })
  actor.start()
  for (const text of utterances) {
    const { status } = await waitFor(actor, isSettled)
    if (status !== 'active') break
    actor.send({ type: 'user.message', text, at: actor.getSnapshot().context.startedAt })
  }
  const { value, context, output } = await waitFor(actor, isSettled)
  actor.stop()
  const { startedAt: _startedAt, messages, ...rest } = context
  return { value, output, emitted, ...rest, messages: messages.map(({ at: _at, ...message }) => message) }
}

function fingerprint(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex')
    .slice(0, 12)
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, entry]) => [key, sorted(entry)]),
  )
}
