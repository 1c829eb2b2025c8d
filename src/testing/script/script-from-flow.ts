import type { CompileOptions } from '../../compile/compile-options.js'
import { type FlowPlan, planFlow, type StatePlan } from '../../compile/plan/flow-plan.js'
import { isVerbatim } from '../../compile/plan/prompt.js'
import type { Candidate, UnderstandingPlan } from '../../compile/plan/understanding-plan.js'
import type { ReportProblem } from '../../conditions/evaluation.js'
import { dataKeysOf } from '../../conditions/kinds/context/context-kind.js'
import type { Stemmers } from '../../conditions/kinds/keyword/stemmers.js'
import { leafConditions } from '../../conditions/leaves.js'
import type { ConversationFlow, Extract } from '../../definition/flow.js'
import { firstStateOf } from '../../definition/flows/calls.js'
import { callOf, selectOf, targetsOf } from '../../definition/next-state.js'
import { initialDataOf, toleratedMisses, toleratedSilences } from '../../definition/state-facts.js'
import { eventsIn } from './event-script.js'
import { fieldsIn } from './field-script.js'
import { otherData } from './other-data.js'
import { type Judging, jsonData, type MachineScript, type ScriptCandidate, type StateScript } from './state-script.js'
import { countsThatMatter, type PlacedPrompt, type StateWordings, wordingKeys } from './state-wordings.js'

/** What a condition can not evaluate is a diagnostic of the analysis; on a path it does not hold, as in a conversation. */
export const ignoreProblem: ReportProblem = () => undefined

/** Tells how to talk to the machine of a flow, from the compiler's own plan of it. */
export function scriptFromFlow(flow: ConversationFlow, options: CompileOptions): MachineScript {
  return scriptFromPlan(flow, planFlow(flow, options), options)
}

/** The same, where the flow is planned already. */
export function scriptFromPlan(flow: ConversationFlow, plan: FlowPlan, options: CompileOptions): MachineScript {
  const { tests } = plan.functions
  const tried = [...plan.states.values()].flatMap(({ candidates, replyCandidates, entryCandidates }) => [
    ...candidates,
    ...replyCandidates,
    ...entryCandidates,
  ])
  const states = [...plan.states].map(([name, state]): [string, StateScript] => [name, scriptOf(plan.definition, state, options.stemmers)])
  const leaves = tried.flatMap(({ condition }) => leafConditions(condition))
  return {
    states: new Map(states),
    dataKeys: [...new Set([...dataKeysOf(leaves), ...wordingKeys(states.map(([, state]) => state))])],
    fieldNames: Object.keys(flow.fields ?? {}),
    functionNames: (fn) => [...tests].filter(([, test]) => test === fn).map(([name]) => name),
    initialData: jsonData(initialDataOf(flow)),
    otherData: otherData(flow),
  }
}

function scriptOf(flow: ConversationFlow, plan: StatePlan, stemmers: Stemmers | undefined): StateScript {
  const fields = fieldsIn(flow, plan.state, stemmers)
  const { state, noMatch, timeout } = plan
  const wordings = wordingsIn(plan)
  return {
    name: plan.name,
    onReply: plan.onReply,
    isWorded: !isVerbatim(plan.prompt),
    user: judging(flow, plan.candidates, plan.understanding),
    reply: judging(flow, plan.replyCandidates, plan.understandingReply),
    entry: judging(flow, plan.entryCandidates, undefined),
    events: eventsIn(flow, state),
    timesOut: timeout !== undefined,
    savesAs: state.invoke === undefined ? undefined : (state.invoke.saveAs ?? null),
    missesThatCount: noMatch === undefined || plan.onReply || (noMatch.to ?? noMatch.prompts) === undefined ? 0 : toleratedMisses(noMatch),
    silencesThatCount: timeout === undefined ? 0 : toleratedSilences(timeout),
    wordings,
    countsThatMatter: countsThatMatter(wordings),
    suggestions: state.suggestions ?? [],
    ...(fields === undefined ? {} : { fields }),
    promptParams: state.promptParams ?? {},
    savesErrorAs: state.invoke?.saveErrorAs,
    failsOnward: state.invoke?.onError !== undefined,
  }
}

/** What a state takes from the flow is the flow's. */
function wordingsIn({ name, state, prompt, missPrompt, missPrompts, silencePrompts }: StatePlan): StateWordings {
  const placed = (owner: 'noMatch' | 'timeout', path: readonly string[], definition: PlacedPrompt['prompt']): PlacedPrompt => {
    return { state: state[owner] === undefined ? null : name, path: [owner, ...path], prompt: definition }
  }
  const only = missPrompts.length > 0 || missPrompt === prompt ? [] : [placed('noMatch', ['prompt'], missPrompt)]
  return {
    own: { state: name, path: ['prompt'], prompt },
    misses: [...only, ...missPrompts.map((each, position) => placed('noMatch', ['prompts', String(position)], each))],
    silences: silencePrompts.map((each, position) => placed('timeout', ['prompts', String(position)], each)),
  }
}

function judging(flow: ConversationFlow, candidates: readonly Candidate[], understanding: UnderstandingPlan | undefined): Judging {
  return {
    candidates: candidates.map((candidate) => scriptCandidate(flow, candidate, understanding)),
    keyOf: (asked) => (asked.type === 'guard' ? undefined : understanding?.keyOf(asked) || undefined),
    extracts: extractsOf(understanding?.tasks.extract),
  }
}

function scriptCandidate(
  flow: ConversationFlow,
  { name, scope, condition, next }: Candidate,
  understanding: UnderstandingPlan | undefined,
): ScriptCandidate {
  const called = callOf(next)
  const first = called === undefined ? undefined : firstStateOf(flow, called.call)
  const candidate = { name, scope, condition, targets: first === undefined ? targetsOf(next) : [first] }
  const select = selectOf(next)
  return select !== undefined && understanding !== undefined ? { ...candidate, choiceKey: understanding.keyOf(select) } : candidate
}

function extractsOf(extract: Extract | undefined): Judging['extracts'] {
  if (extract === undefined) return false
  const fields = extract.fields === undefined ? undefined : Object.keys(extract.fields)
  return extract.run === undefined ? { fields } : { fields, byRun: true }
}
