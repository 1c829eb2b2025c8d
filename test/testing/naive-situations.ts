import type { ConversationFlow } from 'talkchart'
import type { JsonValue } from '../../src/diagnostics/json.js'
import type { Answer, Conversation, Occurrence, Request } from '../reference/conversation.js'
import { answer, deadlineOf, eventComes, interrupt, passTime, retry, settle, start, userMessage } from '../reference/interpreter.js'
import { clipOf, type Move, PAIRS, type Seen, type Situations } from './brute-force.js'
import { LEVELS, SAID } from './small-flow.js'

/** Something that may come, and what it does to a conversation. */
interface Chance {
  readonly fails?: true
  readonly take: (conversation: Conversation) => void | Promise<void>
}

/** All situations of a small flow by the rules of turns.md, as their naive reader takes them; undefined where there are more than this. */
export async function naiveSituations(flow: ConversationFlow, most: number): Promise<Situations | undefined> {
  const clip = clipOf(flow)
  const numbers = new Map<string, number>()
  const all: Conversation[] = []
  const numberOf = (conversation: Conversation) => {
    const key = keyOf(conversation, clip)
    const known = numbers.get(key) ?? all.length
    if (known === all.length) {
      numbers.set(key, known)
      all.push(conversation)
    }
    return known
  }
  const first = start(flow)
  await settle(first)
  numberOf(first)
  const moves: (readonly Move[])[] = []
  for (const [number, conversation] of all.entries()) {
    if (all.length > most) return undefined
    const own: Move[] = []
    for (const { take, fails = false } of conversation.outcome === null ? chancesIn(conversation) : []) {
      const after = copyOf(conversation)
      await take(after)
      await settle(after)
      const seen = seenIn(after)
      const to = numberOf(after)
      own.push({ to, seen, fails: fails || seen.some(({ type }) => type === 'failed'), isIdle: to === number && seen.length === 0 })
    }
    moves.push(own)
  }
  return {
    first: seenIn(first),
    moves,
    states: all.map(({ outcome, state }) => (outcome === null ? state : null)),
    waits: all.map(({ substate }) => substate === 'listening' || substate === 'failed'),
  }
}

function seenIn({ happened, state: now }: Conversation): readonly Seen[] {
  return happened.map(({ data: _, ...occurrence }) => seenOf(occurrence, now))
}

function seenOf(occurrence: Occurrence, now: string): Seen {
  switch (occurrence.type) {
    case 'end':
      return { type: 'end', state: occurrence.state, outcome: occurrence.outcome }
    case 'limit':
      return { type: 'limit', state: now, outcome: occurrence.limit }
    case 'user':
    case 'event':
    case 'asked':
      return { type: occurrence.type, state: now }
    default:
      return occurrence
  }
}

/** A conversation that goes on by itself. Nothing of the flow's own is running. */
function copyOf(conversation: Conversation): Conversation {
  const { visits, loops, stack, inbox, pending, usage, understanding } = conversation
  return {
    ...conversation,
    visits: { ...visits },
    loops: { ...loops },
    stack: [...stack],
    inbox: inbox.map((waiting) => ({ ...waiting })),
    pending: [...pending],
    usage: { ...usage },
    understanding: understanding && { ...understanding, answers: new Map(understanding.answers) },
    requests: [],
    emitted: [],
    happened: [],
  }
}

function keyOf(conversation: Conversation, { turns, calls, most }: ReturnType<typeof clipOf>): string {
  const { state, substate, data, noMatches, silences, error, repeat, understanding, stack, visits, loops, usage, inbox } = conversation
  const counts = (of: Readonly<Record<string, number>>) => [...most].map(([name, max]) => Math.min(of[name] ?? 0, max))
  const turn = Math.min(conversation.turn - conversation.unjudgedTurns, turns)
  const failed = error === null ? null : [error.during, repeat]
  const heard = substate.startsWith('underst') ? understanding?.text : null
  const limited = [turn, Math.min(usage.modelCalls, calls), counts(visits), counts(loops)]
  return JSON.stringify([state, substate, data, Math.min(noMatches, 3), Math.min(silences, 3), failed, heard, stack, inbox, limited])
}

function chancesIn(conversation: Conversation): readonly Chance[] {
  const { substate, flow, pending } = conversation
  const [request] = pending
  const messages = [...SAID, ...PAIRS, 'mumble'].map((text): Chance => ({ take: (after) => userMessage(after, { text }) }))
  const events = Object.keys(flow.events ?? {}).map((event): Chance => ({ take: (after) => eventComes(after, { event }) }))
  if (request !== undefined) {
    const answers = [...valuesFor(request).map(given), { type: 'failure', code: 'timeout' } as const]
    const answered = answers.map((each): Chance => ({ take: (after) => answer(after, request, each) }))
    return request.kind === 'respond' ? [...answered, { fails: true, take: interrupt }] : answered
  }
  if (substate === 'failed') return [{ take: retry }, ...messages, ...events]
  const deadline = deadlineOf(conversation)
  const timeout: Chance = { take: (after) => passTime(after, (deadline ?? after.now) - after.now) }
  return [...messages, ...events, ...(deadline === null ? [] : [timeout])]
}

function given(value: unknown): Answer {
  return { type: 'value', value, usage: { inputTokens: 0, outputTokens: 0 } }
}

/** Everything of a kind that may be answered. */
function valuesFor(request: Request): readonly (JsonValue | Readonly<Record<string, string>>)[] {
  if (request.kind === 'respond') return ['', ...SAID, 'mumble']
  if (request.kind === 'invoke') return [null, ...[-1, ...LEVELS, 3].map((level) => ({ level }))]
  let all: readonly Readonly<Record<string, string>>[] = [{}]
  for (const { key, choices } of request.questions) all = all.flatMap((each) => choices.map((choice) => ({ ...each, [key]: choice })))
  return all
}
