import type { AnyStateMachine } from 'xstate'
import { reportToConsole } from '../../conditions/evaluation.js'
import type { EventDefinition, StateHookArguments } from '../../definition/flow.js'
import { payloadsOf } from '../../definition/state-facts.js'
import type { JsonObject } from '../../diagnostics/json.js'
import type { ConversationMachine } from '../../machine/conversation-machine.js'
import type { ConfigMeta, FlowMeta, StateMeta, UnderstandingMeta } from '../../machine/meta.js'
import { readConfig } from '../../machine/read-config.js'
import type { LanguageModel } from '../../model/language-model.js'
import { conversationActions } from '../actor-actions.js'
import { conversationActors, speakingActors, verbatimActors } from '../actors/conversation-actors.js'
import type { UnderstandingTasks } from '../actors/understand-actor.js'
import { changeActions } from '../change-actions.js'
import { verbatimActions } from '../conversation-actions.js'
import { eventActions, eventGuards } from '../event-parts.js'
import { conversationGuards } from '../guards/turn-guards.js'
import { conversationMappers, understandMapper, verbatimMappers } from '../mappers.js'
import { hookAction } from '../xstate-action.js'

/** Holds what a state says, and its author's own facts. */
export interface StateFacts extends StateMeta {
  readonly metadata?: JsonObject
}

/** Holds what the parts of a machine that asks nothing about messages have to know. Plain data. */
export interface SpeakingFacts {
  readonly flow: FlowMeta
  /** What each state says. */
  readonly states: Readonly<Record<string, StateFacts>>
}

/** Holds what the parts of one machine have to know, all of it plain data but for `tasks`. */
export interface ConversationFacts extends SpeakingFacts {
  /** What is asked about messages, by the name that the understanding has in `tasks` too: `'greeting/user'`. */
  readonly understandings?: Readonly<Record<string, UnderstandingMeta>>
  /** What the flow's own functions find out about messages. */
  readonly tasks?: Readonly<Record<string, Partial<UnderstandingTasks>>>
}

/** Names the models behind the actors; without them a prompt's `say` is spoken. */
export interface ConversationModels {
  readonly model?: LanguageModel
  /** Further models, for questions that name one. */
  readonly models?: Readonly<Record<string, LanguageModel>>
}

/**
 * Makes what every conversation's machine consists of, for a machine written with XState's `setup`: actions, guards, actors, and the
 * functions that XState wants for `context`, `output` and the inputs of actors.
 *
 * @example
 * const facts = { format: 1, flow: { name: 'hello', version: '1.0.0', hash: '' }, initialState: 'hello', initialContext: {}, maxMessages: 100 } as const
 * const { actions, guards, actors } = conversationParts({ flow: facts, states: { hello: { prompt: { say: 'Hello!' } } } })
 */
export function conversationParts({ flow, states, understandings = {}, tasks = {} }: ConversationFacts) {
  const wholeTasks = new Map(Object.entries(tasks).map(([name, part]) => [name, { extract: undefined, customs: [], choices: [], ...part }]))
  const meta = { flow, stateOf: stateReader(states) }
  return {
    ...speakingParts({ flow, states }),
    /** The actors with these models behind them, for `setup` and `machine.provide`. */
    actors: ({ model, models = {} }: ConversationModels = {}) => conversationActors({ model, models, tasks: wholeTasks }),
    /** The input for what is asked about a message, by its name among the `understandings`. */
    understandInput: (name: string) => understandMapper(meta, understandings[name] ?? { about: 'user', tasks: name, questions: [] }),
  }
}

/**
 * Makes the parts of a machine that asks nothing about messages: those of `conversationParts` but for the questions, so that a page does not
 * load what asks a model and judges its answers.
 *
 * @example
 * const facts = { format: 1, flow: { name: 'hello', version: '1.0.0', hash: '' }, initialState: 'hello', initialContext: {}, maxMessages: 100 } as const
 * const { actions, guards, actors } = speakingParts({ flow: facts, states: { hello: { prompt: { say: 'Hello!' } } } })
 */
export function speakingParts({ flow, states }: SpeakingFacts) {
  const meta = { flow, stateOf: stateReader(states) }
  return {
    ...verbatimParts({ flow, states }),
    ...conversationMappers(meta),
    actions: conversationActions(meta),
    /** The actors with this model behind them, for `setup` and `machine.provide`. */
    actors: ({ model }: Pick<ConversationModels, 'model'> = {}) => speakingActors({ model }),
  }
}

/**
 * Makes the parts of a machine that calls no actor and speaks word for word: those of `speakingParts` but for what goes with actors and with
 * prompts of several wordings, so that a page does not load it.
 *
 * @example
 * const facts = { format: 1, flow: { name: 'hello', version: '1.0.0', hash: '' }, initialState: 'hello', initialContext: {}, maxMessages: 100 } as const
 * const { actions, guards, actors } = verbatimParts({ flow: facts, states: { hello: { prompt: { say: 'Hello!' } } } })
 */
export function verbatimParts({ flow, states }: SpeakingFacts) {
  const meta = { flow, stateOf: stateReader(states) }
  return {
    ...verbatimMappers(meta),
    actions: verbatimActions(meta),
    guards: conversationGuards,
    /** The timers, for `setup`. */
    actors: verbatimActors,
    /** An `onEnter` or `onExit` function as an action; one that throws is reported. */
    hook: (name: string, hook: (input: StateHookArguments) => void) => hookAction(name, hook, reportToConsole),
  }
}

/**
 * Makes the actions of a flow that changes its data by `set` and `reset`, for a machine written with XState's `setup`.
 *
 * @example
 * const facts = { format: 1, flow: { name: 'hello', version: '1.0.0', hash: '' }, initialState: 'hello', initialContext: {}, maxMessages: 100 } as const
 * const { actions } = changeParts({ flow: facts, states: { hello: { prompt: { say: 'Hello!' } } } }) // beside those of `conversationParts`, in `setup`
 */
export function changeParts({ flow, states }: SpeakingFacts) {
  return { actions: changeActions({ flow, stateOf: stateReader(states) }, reportToConsole) }
}

/** Holds what the parts of events have to know: the flow's facts, and how payloads are checked. */
export interface EventFacts extends Pick<SpeakingFacts, 'flow'> {
  /** The events whose payloads are checked, made by `event`. */
  readonly events?: Readonly<Record<string, EventDefinition>>
}

/**
 * Makes the actions and guards of a flow that hears events, for a machine written with XState's `setup`.
 *
 * @example
 * const facts = { format: 1, flow: { name: 'hello', version: '1.0.0', hash: '' }, initialState: 'hello', initialContext: {}, maxMessages: 100 } as const
 * const { actions, guards } = eventParts({ flow: facts }) // beside those of `conversationParts`, in `setup`
 */
export function eventParts({ flow, events = {} }: EventFacts) {
  return {
    actions: eventActions(flow.maxMessages),
    guards: eventGuards({ payloads: payloadsOf(events), report: reportToConsole }),
  }
}

function stateReader(states: SpeakingFacts['states']): ConfigMeta['stateOf'] {
  return (name) => (Object.hasOwn(states, name) ? states[name] : undefined) ?? { prompt: {} }
}

/**
 * Lets `openConversation({ machine })` take a machine that was generated: XState types a machine by the literal config it is
 * made of, and no two such types fit each other.
 *
 * @throws {InvalidConfigError} when the machine is no conversation's
 * @example
 * const conversation = await openConversation({ machine: asConversationMachine(machine) })
 */
export function asConversationMachine(machine: AnyStateMachine): ConversationMachine {
  readConfig(machine.config)
  return machine as unknown as ConversationMachine
}
