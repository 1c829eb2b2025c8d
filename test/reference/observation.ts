import type { ConversationEmitted } from 'talkchart'
import type { Conversation, Request } from './conversation.js'
import type { Waiting } from './events.js'

/** What can be seen of a conversation after a step: the same view of the machine and of the reference. */
export interface Observation {
  readonly at: string
  readonly state: string
  readonly data: unknown
  readonly messages: readonly {
    readonly role: string
    readonly text: string
    readonly id: string
    readonly interrupted?: boolean | undefined
    readonly suggestions?: readonly unknown[] | undefined
    readonly by?: string | undefined
    readonly name?: string | undefined
  }[]
  readonly visits: Readonly<Record<string, number>>
  readonly turn: number
  readonly unjudgedTurns: number
  readonly noMatches: number
  readonly silences: number
  readonly stack: readonly unknown[]
  readonly loops: Readonly<Record<string, number>>
  /** The field that is asked for. */
  readonly asking: string | null
  readonly inbox: readonly unknown[]
  readonly seenIds: readonly string[]
  readonly usage: { readonly modelCalls: number; readonly inputTokens: number; readonly outputTokens: number }
  /** The code is null where turns.md leaves it open. */
  readonly error: { readonly during: string; readonly code: string | null } | null
  /** What was asked in this step, in the order of the ids. */
  readonly requests: readonly Request[]
  readonly emitted: readonly string[]
  readonly hooks: readonly string[]
  readonly outcome: string | null
}

/** Whether the order of an event is compared; where it is not, something else tells what it would. */
export const COMPARED = {
  'assistant.message': true,
  'reply.delta': true,
  'message.added': 'the messages are compared',
  'message.refused': 'turns.md leaves the reason open',
  'state.entered': true,
  'state.resumed': true,
  'message.understood': 'the requests, the data and the usage are compared',
  'no.match': true,
  'limit.reached': true,
  'model.failed': true,
  'event.refused': true,
  'event.ignored': true,
} as const satisfies Record<ConversationEmitted['type'], true | string>

/** The events whose order is compared. */
export const EMITTED = typesOf(COMPARED)

function typesOf(compared: Readonly<Record<ConversationEmitted['type'], true | string>>) {
  const types = Object.keys(compared) as ConversationEmitted['type'][]
  return types.filter((type) => compared[type] === true)
}

/** `seen` is how many requests and events earlier steps have made. */
export function observeReference(
  conversation: Conversation,
  seen: { readonly requests: number; readonly emitted: number },
  hooks: readonly string[],
): Observation {
  const { state, substate, data, messages, visits, turn, unjudgedTurns, noMatches, silences } = conversation
  const { stack, loops, asking, inbox, seenIds, usage, error, outcome } = conversation
  return {
    at: outcome ? substate : `${state}.${substate}`,
    state,
    data,
    messages,
    visits,
    turn,
    unjudgedTurns,
    noMatches,
    silences,
    stack: [...stack],
    loops: { ...loops },
    asking,
    inbox: outcome ? [] : inbox.map((waiting) => [waitingFor(waiting), waiting.id ?? null]),
    seenIds,
    usage: { ...usage },
    error: error && { during: error.during, code: codeIsOpen(error) ? null : error.code },
    requests: sorted(conversation.requests.slice(seen.requests)),
    emitted: conversation.emitted.slice(seen.emitted).filter((type) => !isFailure(type)),
    hooks,
    outcome,
  }
}

function waitingFor(waiting: Waiting): string {
  return 'event' in waiting ? waiting.event : waiting.text
}

/** Which code an exception of the author's own function or actor gets is not written down. */
export function codeIsOpen({ during, code }: { readonly during: string; readonly code: string }): boolean {
  const modelCodes = ['timeout', 'refusal', 'truncated', 'rate-limit', 'connection', 'empty', 'off-schema']
  return during === 'invoke' || !modelCodes.includes(code)
}

/** Whether `model.failed` is emitted for what is no model is not written down. */
export function isFailure(type: string): boolean {
  return type === 'model.failed'
}

export function sorted(requests: readonly Request[]): Request[] {
  return [...requests].sort((left, right) => (left.id < right.id ? -1 : Number(left.id > right.id)))
}
