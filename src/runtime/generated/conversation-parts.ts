import type { StateHookArguments } from '../../definition/flow.js'
import type { JsonObject } from '../../diagnostics/json.js'
import type { ConversationContext, ConversationInput, ConversationOutput } from '../../machine/context.js'
import type { FlowMeta, StateMeta, UnderstandingMeta } from '../../machine/meta.js'
import { reportToConsole } from '../../machine/report-problem.js'
import type { LanguageModel } from '../../model/language-model.js'
import { deadlineActor } from '../actors/deadline-actor.js'
import { respondActor } from '../actors/respond-actor.js'
import { understandActor } from '../actors/understand-actor.js'
import { conversationOutput, initialContext, lastSpokenAt } from '../attach-mappers.js'
import { respondInput, understandInput } from '../requests.js'
import type { UnderstandingTasks } from '../understanding-tasks.js'
import { hookAction } from '../xstate-action.js'
import { conversationActions } from './conversation-actions.js'
import { conversationGuards } from './conversation-guards.js'
import type { WorkInput } from './not-written.js'

/** What a state says, and its author's own facts. */
export interface StateFacts extends StateMeta {
  readonly metadata?: JsonObject
}

/** What the parts of one machine have to know, all of it plain data but for `tasks`. */
export interface ConversationFacts {
  readonly flow: FlowMeta
  /** What each state says. */
  readonly states: Readonly<Record<string, StateFacts>>
  /** What is asked about messages, by the name that the understanding has in `tasks` too: `'greeting/user'`. */
  readonly understandings?: Readonly<Record<string, UnderstandingMeta>>
  /** What the flow's own functions find out about messages. */
  readonly tasks?: Readonly<Record<string, Partial<UnderstandingTasks>>>
}

/** The models behind the actors; without them a prompt's `say` is spoken. */
export interface ConversationModels {
  readonly model?: LanguageModel
  /** Further models, for questions that name one. */
  readonly models?: Readonly<Record<string, LanguageModel>>
}

interface MapperInput {
  readonly context: ConversationContext
}

/**
 * What every conversation's machine is made of, for a machine written with XState's `setup`: actions, guards, actors, and the
 * functions that XState wants for `context`, `output` and the inputs of actors.
 *
 * @example
 * const facts = { format: 1, flow: { name: 'hello', version: '1.0.0', hash: '' }, initialState: 'hello', initialContext: {}, maxMessages: 100 } as const
 * const { actions, guards, actors } = conversationParts({ flow: facts, states: { hello: { prompt: { say: 'Hello!' } } } })
 */
export function conversationParts({ flow, states, understandings = {}, tasks = {} }: ConversationFacts) {
  const stateOf = (name: string): StateMeta => (Object.hasOwn(states, name) ? states[name] : undefined) ?? { prompt: {} }
  const wholeTasks = new Map(Object.entries(tasks).map(([name, part]) => [name, { extract: undefined, customs: [], choices: [], ...part }]))
  const actors = ({ model, models = {} }: ConversationModels = {}) => ({
    respond: respondActor(model),
    understand: understandActor({ model, models, tasks: wholeTasks }),
    deadline: deadlineActor,
  })
  return {
    actions: conversationActions({ flow, stateOf }),
    guards: conversationGuards,
    /** The actors with these models behind them, for `setup` and `machine.provide`. */
    actors,
    /** An `onEnter` or `onExit` function as an action; one that throws is reported. */
    hook: (name: string, hook: (input: StateHookArguments) => void) => hookAction(name, hook, reportToConsole),
    context: ({ input }: { readonly input?: ConversationInput | undefined }) => initialContext(flow, input),
    output: (end: MapperInput & { readonly event: { readonly type: string; readonly output?: unknown } }): ConversationOutput =>
      conversationOutput(end),
    respondInput: ({ context }: MapperInput) => respondInput(flow, stateOf(context.state), context),
    understandInput: (name: string) => {
      const understanding = understandings[name] ?? { about: 'user', tasks: name, questions: [] }
      return ({ context }: MapperInput) => understandInput(flow, stateOf(context.state), understanding, context)
    },
    deadlineInput: ({ context }: MapperInput) => ({
      deadline: lastSpokenAt(context) + (stateOf(context.state).timeoutSeconds ?? 0) * 1000,
    }),
    workInput: ({ context }: MapperInput): WorkInput => ({
      conversationId: context.conversationId,
      state: context.state,
      data: context.data,
      text: context.lastUserText,
    }),
  }
}
