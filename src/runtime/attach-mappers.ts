import type { InvokeConfig, MachineConfigJson, StateNodeConfig } from '../machine/config.js'
import type { ConversationContext, ConversationInput } from '../machine/context.js'
import type { ConfigMeta, FlowMeta, UnderstandingMeta } from '../machine/meta.js'
import { NO_USAGE } from '../model/usage.js'
import { invokeInput, respondInput, understandInput } from './requests.js'

interface MapperInput {
  readonly context: ConversationContext
}

type Mapper = (input: MapperInput) => unknown

/** Puts back what XState has no JSON form for: the context, the inputs of invoked actors, the output. */
export function attachMappers(config: MachineConfigJson, meta: ConfigMeta): Record<string, unknown> {
  const states = Object.entries(config.states).map(([name, node]) => [name, withInputs(name, node, meta)])
  return {
    ...config,
    context: ({ input }: { readonly input?: ConversationInput }) => initialContext(meta.flow, input),
    output: conversationOutput,
    states: Object.fromEntries(states),
  }
}

/** The context that a conversation begins with. */
export function initialContext(
  { initialState, initialContext: data }: FlowMeta,
  input: ConversationInput | undefined,
): ConversationContext {
  return {
    conversationId: input?.conversationId ?? crypto.randomUUID(),
    state: initialState,
    data: { ...data, ...input?.data },
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
    partialReply: '',
    startedAt: Date.now(),
  }
}

/** What the machine gives at its end; the outcome stands in the final state. */
export function conversationOutput({ context, event }: MapperInput & { readonly event: { readonly output?: unknown } }) {
  return {
    outcome: Reflect.get(Object(event.output), 'outcome'),
    finalState: context.state,
    data: context.data,
    turns: context.turn,
    usage: context.usage,
  }
}

function withInputs(name: string, node: StateNodeConfig, meta: ConfigMeta): unknown {
  if (node.states === undefined) return node
  const states = Object.entries(node.states).map(([substate, child]) => {
    if (child.invoke === undefined) return [substate, child]
    return [substate, { ...child, invoke: { ...child.invoke, input: inputMapper(name, child, child.invoke, meta) } }]
  })
  return { ...node, states: Object.fromEntries(states) }
}

function inputMapper(name: string, child: StateNodeConfig, { id }: InvokeConfig, { flow, stateOf }: ConfigMeta): Mapper {
  const state = stateOf(name)
  switch (id) {
    case 'respond':
      return ({ context }) => respondInput(flow, state, context)
    case 'understand': {
      const understanding = child.meta as unknown as UnderstandingMeta
      return ({ context }) => understandInput(flow, state, understanding, context)
    }
    case 'timeout':
      return ({ context }) => ({ deadline: lastSpokenAt(context) + (state.timeoutSeconds ?? 0) * 1000 })
    default:
      return ({ context }) => invokeInput(name, context)
  }
}

/** When the flow last said something, in milliseconds since the epoch. */
export function lastSpokenAt({ messages }: ConversationContext): number {
  return messages.findLast(({ role }) => role === 'assistant')?.at ?? Date.now()
}
