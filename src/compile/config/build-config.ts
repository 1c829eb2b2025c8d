import { leafConditions } from '../../conditions/leaves.js'
import type { ConversationFlow } from '../../definition/flow.js'
import { flowHash } from '../../definition/flow-hash.js'
import { flowNameOf } from '../../definition/flows/full-name.js'
import { initialDataOf, languageOf, maxMessagesOf, onLimitOf, toleratedSilences, versionOf } from '../../definition/state-facts.js'
import type { JsonObject } from '../../diagnostics/json.js'
import type { ActionConfig, MachineConfigJson, StateNodeConfig } from '../../machine/config.js'
import { CANCELLED, COMPLETED, LIMIT, RESUME, type Substate, targetOf } from '../../machine/ids.js'
import type { FlowMeta } from '../../machine/meta.js'
import type { FlowPlan, StatePlan } from '../plan/flow-plan.js'
import { isVerbatim } from '../plan/prompt.js'
import { eventsWhileBusy } from './events.js'
import { collectWays } from './field-language.js'
import { failedNode, invokingNode, listeningNode, respondingNode, spokenNode, understandingNodes } from './substate.js'
import { entering, hookActions, reachLimit, speak, TransitionWriter } from './transition.js'
import { refusal, resumed, substateAfterSpeaking } from './turn.js'
import { looksAtRepeats, startsOver } from './uses.js'

/** Writes the whole machine as plain JSON. */
export function buildConfig(flow: FlowPlan): MachineConfigJson {
  const { definition } = flow
  const states = [...flow.states].map(([name, plan]): [string, StateNodeConfig] => [name, stateConfig(flow, plan)])
  return {
    id: Object.hasOwn(definition.states, definition.name) ? `${definition.name}$flow` : definition.name,
    version: versionOf(definition),
    ...(definition.description === undefined ? {} : { description: definition.description }),
    meta: JSON.parse(JSON.stringify(flowMeta(flow))),
    initial: initialTransition(flow),
    on: {
      'user.message': [
        refusal(flow),
        { guard: { type: 'inboxFull' }, actions: [{ type: 'refuse', params: { reason: 'inbox-full' } }], description: 'too many wait' },
        { actions: [{ type: 'enqueue' }], description: 'waits until the flow listens' },
      ],
      ...eventsWhileBusy(flow),
      // XState ends an actor for an error event that nothing takes, and anybody can send one.
      '*': [{ description: 'nothing else is heard' }],
      'conversation.cancel': [{ target: targetOf(CANCELLED), actions: [{ type: 'clearError' }, ...emptyStack(flow)] }],
    },
    states: {
      ...Object.fromEntries(states),
      ...resumeNode(flow),
      [COMPLETED]: finalNode(COMPLETED, 'completed'),
      [LIMIT]: finalNode(LIMIT, 'limit'),
      [CANCELLED]: finalNode(CANCELLED, 'cancelled'),
    },
  }
}

/** Writes where it is decided which state goes on once a flow is over that a transition had called. A stack that nobody could have made ends it. */
function resumeNode(flow: FlowPlan): Readonly<Record<string, StateNodeConfig>> {
  const { resumable } = flow.calls
  if (resumable.size === 0) return {}
  const ways = [...flow.states.values()].filter(({ name }) => resumable.has(name))
  const nowhere = { target: targetOf(CANCELLED), actions: emptyStack(flow), description: 'nothing to go on with' }
  return { [RESUME]: { id: RESUME, always: [...ways.flatMap((plan) => resumed(plan, new TransitionWriter(flow, plan))), nowhere] } }
}

function emptyStack({ definition: { flows } }: FlowPlan): readonly ActionConfig[] {
  return flows === undefined ? [] : [{ type: 'unwind', params: { to: null } }]
}

function flowMeta(flow: FlowPlan): FlowMeta {
  const { definition, systemPrompt } = flow
  return {
    format: 1,
    flow: { name: definition.name, version: versionOf(definition), hash: flowHash(definition) },
    initialState: definition.initialState,
    ...(definition.flows === undefined ? {} : { flows: true }),
    initialContext: initialDataOf(definition),
    maxMessages: maxMessagesOf(definition),
    ...(systemPrompt === undefined ? {} : { systemPrompt }),
    ...fieldsMeta(definition),
    ...eventsMeta(definition),
    ...(definition.maxMessageLength === undefined ? {} : { maxMessageLength: definition.maxMessageLength }),
    ...(looksAtRepeats(flow) ? { countsRepeats: true } : {}),
    ...(startsOver(definition) ? { keepsStart: true } : {}),
  }
}

/** The events that the flow hears, and what their payloads have to be. */
function eventsMeta({ events }: ConversationFlow): Pick<FlowMeta, 'events' | 'payloads'> {
  if (events === undefined) return {}
  const payloads = Object.entries(events).flatMap(([name, { payload }]) => (payload === undefined ? [] : [[name, payload]]))
  return { events: Object.keys(events), ...(payloads.length === 0 ? {} : { payloads: Object.fromEntries(payloads) }) }
}

/** What reading messages for the flow's fields takes. The engines that sources carry are symbols, which JSON leaves out. */
function fieldsMeta({ fields = {}, language, timeZone, typos }: ConversationFlow): Pick<FlowMeta, 'fields'> {
  if (Object.keys(fields).length === 0) return {}
  const readable = Object.entries(fields).map(([name, { from, schema, overwrite }]) => [
    name,
    { ...(from === undefined ? {} : { from }), ...(schema && { schema }), ...(overwrite === undefined ? {} : { overwrite }) },
  ])
  return {
    fields: {
      fields: Object.fromEntries(readable),
      language: languageOf({ ...(language === undefined ? {} : { language }) }),
      ...(timeZone === undefined ? {} : { timeZone }),
      ...(typos === undefined ? {} : { typos }),
    },
  }
}

function initialTransition(flow: FlowPlan): MachineConfigJson['initial'] {
  const { initialState, budget } = flow.definition
  const first = flow.states.get(initialState)
  const nothingToSpend = budget?.modelCalls === 0 || budget?.tokens === 0
  if (first !== undefined && nothingToSpend && first.speaksThroughModel && first.state.invoke === undefined)
    return initialLimit(flow, first)
  return { target: initialState, actions: entering(flow, initialState, null) }
}

/** Writes a start without speaking: a budget of nothing, and a first state that needs the model: known at compile time. */
function initialLimit(flow: FlowPlan, first: StatePlan): MachineConfigJson['initial'] {
  const to = onLimitOf(flow.definition, first.state)
  const usable = to !== undefined && flow.states.get(to)?.speaksThroughModel === false
  if (!usable) return { target: LIMIT, actions: [reachLimit('budget', null)] }
  return { target: to, actions: [reachLimit('budget', to), ...entering(flow, to, null)] }
}

function finalNode(id: string, outcome: string): StateNodeConfig {
  return { id, type: 'final', output: { outcome } }
}

/** Writes one flow state as one compound state of the machine. */
function stateConfig(flow: FlowPlan, plan: StatePlan): StateNodeConfig {
  const { state, name, prompt } = plan
  const speakFirst = state.invoke === undefined && isVerbatim(prompt) ? speak(prompt) : []
  const entry = [...hookActions(plan, 'onEnter'), ...speakFirst]
  const home = flowNameOf(name)
  return {
    id: name,
    ...(state.description === undefined ? {} : { description: state.description }),
    meta: stateMeta(plan),
    ...(home === null ? {} : { tags: [`flow:${home}`] }),
    ...firstOf(flow, plan, entry),
    states: substates(flow, plan, new TransitionWriter(flow, plan)),
  }
}

/** A state that may be resumed does on entering only what it does not do again then. */
function firstOf({ calls }: FlowPlan, plan: StatePlan, entry: readonly ActionConfig[]): Pick<StateNodeConfig, 'initial' | 'entry'> {
  const target = firstSubstate(plan)
  if (entry.length === 0) return { initial: target }
  return calls.resumable.has(plan.name) ? { initial: { target, actions: entry } } : { initial: target, entry }
}

function substates(flow: FlowPlan, plan: StatePlan, transitions: TransitionWriter): Readonly<Record<string, StateNodeConfig>> {
  const { invoke } = plan.state
  const nodes: [Substate, StateNodeConfig][] = []
  if (invoke !== undefined) nodes.push(['invoking', invokingNode(plan, transitions, invoke)])
  if (mayRespond(plan)) nodes.push(['responding', respondingNode(flow, plan, transitions)])
  if (speaksVerbatim(plan) && substateAfterSpeaking(plan) === 'spoken') nodes.push(['spoken', spokenNode(flow, plan, transitions)])
  nodes.push(...understandingNodes(flow, plan, transitions, 'reply'))
  if (plan.listens) nodes.push(['listening', listeningNode(flow, plan, transitions)])
  nodes.push(...understandingNodes(flow, plan, transitions, 'user'))
  const collecting = collectWays(flow, plan, transitions)
  if (collecting !== undefined) nodes.push(['collecting', collecting.collectingNode()])
  const failed = failedNode(flow, plan, transitions, new Set(nodes.map(([key]) => key)))
  return Object.fromEntries(failed === undefined ? nodes : [...nodes, ['failed', failed]])
}

function firstSubstate(plan: StatePlan): Substate {
  if (plan.state.invoke !== undefined) return 'invoking'
  return isVerbatim(plan.prompt) ? substateAfterSpeaking(plan) : 'responding'
}

function mayRespond(plan: StatePlan): boolean {
  const asked = [...(plan.collect?.fields ?? []), ...(plan.correct?.fields ?? [])].flatMap(({ ask, invalid }) => [ask, invalid])
  if (asked.some((prompt) => prompt !== undefined && !isVerbatim(prompt))) return true
  const [onSilence = plan.prompt] = plan.silencePrompts
  return !isVerbatim(plan.prompt) || (plan.listens && ((!plan.onReply && !isVerbatim(plan.missPrompt)) || !isVerbatim(onSilence)))
}

function speaksVerbatim(plan: StatePlan): boolean {
  return [plan.prompt, plan.missPrompt, ...plan.silencePrompts].some(isVerbatim)
}

function stateMeta(plan: StatePlan): JsonObject {
  const { promptParams, metadata, suggestions } = plan.state
  const { timeout } = plan
  const promptJson = (prompt: StatePlan['prompt']): JsonObject => JSON.parse(JSON.stringify(prompt))
  return {
    prompt: promptJson(plan.prompt),
    ...(plan.missPrompt === plan.prompt || plan.missPrompts.length > 0 || (plan.collect !== undefined && isVerbatim(plan.missPrompt))
      ? {}
      : { missPrompt: promptJson(plan.missPrompt) }),
    ...questionsMeta(plan),
    ...(promptParams === undefined ? {} : { promptParams }),
    ...(plan.missPrompts.length === 0 ? {} : { missPrompts: plan.missPrompts.map(promptJson) }),
    ...(plan.silencePrompts.length === 0 ? {} : { silencePrompts: plan.silencePrompts.map(promptJson) }),
    ...(timeout === undefined ? {} : { timeoutSeconds: timeout.seconds }),
    ...(timeout === undefined || timeout.to !== undefined ? {} : { lastSilence: toleratedSilences(timeout) }),
    ...(suggestions === undefined ? {} : { suggestions: JSON.parse(JSON.stringify(suggestions)) }),
    ...rivalsMeta(plan),
    ...(metadata === undefined ? {} : { metadata: JSON.parse(JSON.stringify(metadata)) }),
  }
}

/** What is said of the fields that the state asks for, or hears other values for. */
function questionsMeta({ collect, correct }: StatePlan): JsonObject {
  const fields = [...(collect?.fields ?? []), ...(correct?.fields ?? [])]
  if (fields.length === 0) return {}
  const questions = fields.map(({ name, ask, invalid, field: { suggestions } }) => [
    name,
    { ...(ask && { ask }), ...(invalid && invalid !== ask && { invalid }), ...(suggestions && { suggestions }) },
  ])
  return { questions: JSON.parse(JSON.stringify(Object.fromEntries(questions))) }
}

/** The keywords and answers that the guards of the state name by their place. They stand here once, and not in each guard. */
function rivalsMeta({ candidates, replyCandidates }: StatePlan): JsonObject {
  const user = rivalsOf(candidates)
  const reply = rivalsOf(replyCandidates)
  if (user === undefined && reply === undefined) return {}
  return { rivals: { ...(user === undefined ? {} : { user }), ...(reply === undefined ? {} : { reply }) } }
}

function rivalsOf(candidates: StatePlan['candidates']): JsonObject[] | undefined {
  const leaves = candidates.flatMap(({ condition }) => leafConditions(condition))
  const among = leaves.map((leaf) => ('among' in leaf ? leaf.among : undefined)).find((each) => each !== undefined)
  return among?.rivals.map((rival) => ({ ...rival }))
}
