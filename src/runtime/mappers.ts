import type { AnyActorRef } from 'xstate'
import { timeIn } from '../machine/clock.js'
import type { ConversationContext, ConversationInput, ConversationOutput } from '../machine/context.js'
import { mergeData, takeInData } from '../machine/json-copy.js'
import { OPENING_ID } from '../machine/message-ids.js'
import type { ConfigMeta, FlowMeta, StateMeta, UnderstandingMeta } from '../machine/meta.js'
import { randomId } from '../machine/random-id.js'
import { NO_USAGE } from '../model/usage.js'
import type { DeadlineInput } from './actors/conversation-actors.js'
import { invokeInput, respondInput, understandInput } from './requests.js'

/** Holds what XState gives a mapper. */
export interface InContext {
  readonly context: ConversationContext
}

/** Makes what XState has no JSON form for in a machine that calls no actor but its timers. */
export function verbatimMappers({ flow, stateOf }: ConfigMeta) {
  return {
    context: ({ input, self }: { readonly input?: ConversationInput | undefined; readonly self?: AnyActorRef }) =>
      initialContext(flow, input, self),
    output: conversationOutput,
    deadlineInput: ({ context, self }: InContext & { readonly self: AnyActorRef }): DeadlineInput => ({
      deadline: deadlineOf(stateOf(context.state), context, timeIn(self.system)),
    }),
  }
}

/** Makes what XState has no JSON form for: the context, the output, the inputs of invoked actors. */
export function conversationMappers(meta: ConfigMeta) {
  const { flow, stateOf } = meta
  return {
    ...verbatimMappers(meta),
    respondInput: ({ context }: InContext) => respondInput(flow, stateOf(context.state), context),
    invokeInput: ({ context }: InContext) => invokeInput(context),
  }
}

/** Makes the input for the questions of one understanding. */
export function understandMapper({ flow, stateOf }: ConfigMeta, understanding: UnderstandingMeta) {
  return ({ context }: InContext) => understandInput(flow, stateOf(context.state), understanding, context)
}

/** Makes the context that a conversation begins with. */
function initialContext(flow: FlowMeta, input: ConversationInput | undefined, self: AnyActorRef | undefined): ConversationContext {
  const data = mergeData(takeInData(flow.initialContext, 'initialContext'), takeInData(input?.data, 'data'))
  return {
    conversationId: input?.conversationId ?? randomId(),
    state: flow.initialState,
    data,
    messages: [],
    messageCount: 0,
    visits: {},
    turn: 0,
    noMatches: 0,
    inbox: [],
    usage: NO_USAGE,
    error: null,
    lastUserText: '',
    lastReplyText: '',
    lastUserId: OPENING_ID,
    replyCount: 0,
    seenIds: [],
    partialReply: '',
    startedAt: self === undefined ? Date.now() : timeIn(self.system),
    ...(flow.flows === true ? { stack: [], loops: {} } : {}),
    ...(flow.countsRepeats ? { repeats: 0 } : {}),
    ...(flow.keepsStart ? { startData: data } : {}),
  }
}

/** Makes what the machine gives at its end; the outcome stands in the final state. */
export function conversationOutput({
  context,
  event,
}: InContext & { readonly event: { readonly type?: string; readonly output?: unknown } }): ConversationOutput {
  return {
    outcome: Reflect.get(Object(event.output), 'outcome'),
    finalState: context.state,
    data: context.data,
    turns: context.turn,
    usage: context.usage,
  }
}

/** Tells when the silence has lasted long enough, from now on; null where no further silence is answered. The timer keeps its deadline when it is restored. */
function deadlineOf({ timeoutSeconds = 0, lastSilence }: StateMeta, context: ConversationContext, now: number): number | null {
  if (lastSilence !== undefined && (context.silences ?? 0) >= lastSilence) return null
  return now + timeoutSeconds * 1000
}
