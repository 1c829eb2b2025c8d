import { quote } from '../diagnostics/quote.js'
import type { MachineConfigJson } from '../machine/config.js'
import type { ConversationContext } from '../machine/context.js'
import type { ConversationMachine } from '../machine/index.js'
import { readMeta, type UnderstandingMeta } from '../machine/meta.js'
import { readConfig } from '../machine/read-config.js'
import { type ModelRequest, type RequestPosition, type RequestProblem, readPosition } from '../model/http/protocol.js'
import type { Message } from '../model/message.js'
import { conversationMappers } from '../runtime/mappers.js'
import { respondInput, understandInput } from '../runtime/requests.js'

/**
 * Makes the requests of a machine's conversations out of where their pages say that they stand. Only the id, the messages and the data
 * are the page's; every instruction, question and schema is the flow's.
 */
export function flowRequests(machine: ConversationMachine): (body: string) => ModelRequest | RequestProblem {
  const config = readConfig(machine.config)
  const meta = readMeta(config)
  const mappers = conversationMappers(meta)
  return (body) => {
    const position = readPosition(body)
    if ('problem' in position) return position
    const step = stepOf(config, position)
    if (step === undefined) return { problem: `The flow asks nothing of this kind in the state ${quote(position.state)}.` }
    const state = meta.stateOf(position.state)
    const context = contextOf(position, mappers.context({ input: { conversationId: position.conversationId } }), meta.flow.maxMessages)
    if (position.kind === 'respond') return { ...respondInput(meta.flow, state, context), id: position.id }
    const { requests } = understandInput(meta.flow, state, understandingOf(step), context)
    const request = requests.find(({ model }) => model === position.model)
    return request === undefined
      ? { problem: `The flow asks the model ${quote(position.model)} nothing in the state ${quote(position.state)}.` }
      : { ...request, id: position.id }
  }
}

type Step = NonNullable<MachineConfigJson['states'][string]['states']>[string]

/** The node of a flow state that makes requests of this kind; undefined where the state makes none. */
function stepOf({ states }: MachineConfigJson, position: RequestPosition): Step | undefined {
  const steps = Object.hasOwn(states, position.state) ? Object.values(states[position.state]?.states ?? {}) : []
  return steps.find((step) => {
    if (step.invoke?.id !== position.kind) return false
    return position.kind === 'respond' || understandingOf(step).about === position.about
  })
}

/** The config is JSON, so its types are the compiler's word. */
function understandingOf({ meta }: Step): UnderstandingMeta {
  return meta as unknown as UnderstandingMeta
}

function contextOf(position: RequestPosition, initial: ConversationContext, maxMessages: number): ConversationContext {
  const { state, history, facts } = position
  const message = (role: Message['role'], text: string): Message => ({ role, text, state, turn: facts.turn, at: 0, id: '' })
  const spoken = history.slice(-maxMessages).map(({ role, text }) => message(role, text))
  const context: ConversationContext = {
    ...initial,
    state,
    data: facts.data,
    messages: spoken,
    turn: facts.turn,
    noMatches: facts.noMatches,
    ...(facts.reason === undefined ? {} : { reason: facts.reason }),
    ...(facts.asking === undefined ? {} : { asking: facts.asking }),
    ...(facts.refused === undefined ? {} : { refused: facts.refused }),
    ...(facts.readsMessage === undefined ? {} : { readsMessage: facts.readsMessage }),
    ...(facts.repeats === undefined ? {} : { repeats: facts.repeats }),
    ...(facts.silences === undefined ? {} : { silences: facts.silences }),
    visits: { [state]: facts.visits },
    lastUserText: facts.text,
  }
  if (position.kind === 'respond') return context
  const { about, text } = position
  // The message in question stands last, where the request looks for it. An empty reply stands nowhere.
  const role = about === 'user' ? 'user' : 'assistant'
  return {
    ...context,
    messages: about === 'reply' && text === '' ? spoken : [...spoken, message(role, text)],
    ...(about === 'user' ? { lastUserText: text } : { lastReplyText: text }),
  }
}
