import { lookUp } from '../../conditions/kinds/context/context-kind.js'
import type { Change, ConversationFlow, Suggestion } from '../../definition/flow.js'
import type { FlowEdge } from '../../definition/flow-edge.js'
import { successorsBy } from '../../definition/flow-graph.js'
import { changesOf } from '../../definition/rules/data-changes.js'
import { stateOf } from '../../definition/state-facts.js'
import type { ConversationContext } from '../../machine/context.js'
import { positionOf } from '../../machine/state-position.js'
import { suggestedTexts } from '../script/next-steps.js'
import type { PathStep } from '../script/path-step.js'
import { firableCandidates } from '../script/possible-edges.js'
import type { MachineScript, StateScript } from '../script/state-script.js'
import { orderNow, type PlacedPrompt, placeNow, placesIn, promptInTurn, type StateWordings } from '../script/state-wordings.js'
import { type Goal, goalKey } from './goal.js'
import type { ObservedState } from './observed-state.js'
import { type Choice, isOfField } from './told-choices.js'

/** Returns what paths are to show of a flow's changes, wordings and suggestions. */
export function dataGoals(flow: ConversationFlow, script: MachineScript, edges: readonly FlowEdge[]): readonly Goal[] {
  const again = spokenAgain(flow, edges)
  const states = [...script.states.values()]
  const wordings = states.flatMap((state) => wordingGoals(state, again.has(state.name)))
  const suggested = states.flatMap(({ name, suggestions }) =>
    suggestions.map((suggestion): Goal => ({ kind: 'suggestion', state: name, text: textOf(suggestion) })),
  )
  const changes = [...changesOf(flow)].flatMap(([change, path]) => {
    const maker = makerOf(path)
    return maker === undefined || !isPossible(flow, maker, edges) ? [] : pathsOf(change).map((at): Goal => ({ ...maker, path: at }))
  })
  return [...new Map([...changes, ...wordings, ...suggested].map((goal) => [goalKey(goal), goal])).values()]
}

/** Returns the states that are entered more than once, or go on after a digression. */
function spokenAgain(flow: ConversationFlow, edges: readonly FlowEdge[]): ReadonlySet<string> {
  const successors = successorsBy(edges)
  const resumed = new Set(edges.flatMap(({ kind, to }) => (kind === 'resume' ? [to] : [])))
  return new Set(Object.keys(flow.states).filter((state) => resumed.has(state) || isReached(successors, state)))
}

function isReached(successors: ReadonlyMap<string, readonly string[]>, state: string): boolean {
  const reached = new Set(successors.get(state))
  for (const name of reached) for (const next of successors.get(name) ?? []) reached.add(next)
  return reached.has(state)
}

function wordingGoals({ wordings, user, onReply, silencesThatCount, fields }: StateScript, isEnteredAgain: boolean): readonly Goal[] {
  const { own, misses, silences } = wordings
  const judges = user.candidates.length > 0 || fields !== undefined
  const mayMiss = !onReply && judges && !firableCandidates(user).some(({ condition }) => condition.type === 'always')
  const isRepeated = isEnteredAgain || (mayMiss && misses.length === 0) || (silencesThatCount > 0 && silences.length === 0)
  const placed = (prompt: PlacedPrompt, isListed: boolean, most: number) => {
    const places = placesIn(prompt).filter(({ place }) => most > 1 || !/variants\.[1-9]/.test(place))
    return isListed || places.length > 1 || prompt.prompt.variants !== undefined ? places : []
  }
  const all = [
    ...placed(own, false, isRepeated ? 2 : 1),
    ...(mayMiss ? misses.flatMap((each) => placed(each, each.path.at(1) === 'prompts', 2)) : []),
    ...silences.slice(0, silencesThatCount).flatMap((each) => placed(each, true, 2)),
  ]
  return all.map((place): Goal => ({ kind: 'wording', ...place }))
}

function textOf(suggestion: Suggestion): string {
  return typeof suggestion === 'string' ? suggestion : suggestion.text
}

interface Maker {
  readonly kind: 'change'
  readonly state: string | null
  readonly name: string | null
}

/** Returns what makes a change, by where it stands; undefined for what an outcome changes for a transition that has called. */
function makerOf(path: readonly (string | number)[]): Maker | undefined {
  const [part, first, , name] = path.map(String)
  if (part === 'globalNextStates') return path.length > 2 ? undefined : { kind: 'change', state: null, name: first ?? null }
  return path.length > 4 ? undefined : { kind: 'change', state: first ?? null, name: name ?? null }
}

function isPossible(flow: ConversationFlow, { state, name }: Maker, edges: readonly FlowEdge[]): boolean {
  if (name === null || (state !== null && stateOf(flow, state)?.call !== undefined)) return true
  return edges.some((edge) => edge.name === name && (state === null || edge.from === state))
}

/** Returns the paths that a change is about; null stands for all data. */
function pathsOf({ set = {}, reset = [] }: Change): readonly (string | null)[] {
  return [...(reset === true ? [null] : reset), ...Object.keys(set)]
}

/** Returns the keys of the goals of changes, wordings and suggestions that a step has shown. */
export function dataShown(
  flow: ConversationFlow,
  { states }: MachineScript,
  step: PathStep,
  before: ObservedState | null,
  after: ObservedState,
): readonly string[] {
  const worded = after.chosen.flatMap(({ choice, position }) =>
    choice.type === 'path.worded'
      ? [goalKey({ kind: 'wording', state: choice.state, place: choice.place }), ...choice.passedOver]
      : changeShown(flow, choice, before, after, position),
  )
  return [...worded, ...wordingAsked(states, after), ...suggestionTaken(states, step, before)]
}

/** A change of a state comes after its entry, one of a transition before the entry that it leads to. */
function changeShown(
  flow: ConversationFlow,
  { change, before: data, after: changed }: Extract<Choice, { readonly type: 'path.changed' }>,
  before: ObservedState | null,
  { happened }: ObservedState,
  position: number,
): readonly string[] {
  const entries = (events: typeof happened) => events.flatMap((event) => (event.type === 'state.entered' ? [event] : []))
  const state = entries(happened.slice(0, position)).at(-1)?.state ?? before?.context.state
  const [next] = entries(happened.slice(position))
  const makers = [...changesOf(flow)].flatMap(([declared, path]) => {
    const maker = makerOf(path)
    if (maker === undefined || !isSame(declared, change)) return []
    const isMade = maker.name === null ? maker.state === state : maker.name === next?.transition && isFrom(maker, state, next.from)
    return isMade ? [maker] : []
  })
  const differs = (path: string | null) =>
    !isSameValue(path === null ? data : lookUp(data, path), path === null ? changed : lookUp(changed, path))
  return makers.flatMap((maker) =>
    pathsOf(change)
      .filter(differs)
      .map((path) => goalKey({ ...maker, path })),
  )
}

function isFrom({ state }: Maker, now: string | undefined, from: string | null): boolean {
  // An outcome leads on for the state that has called, whose flow the conversation comes from.
  return state === null || state === now || state === from || from?.includes('/') === true
}

function isSame(left: Change, right: Change): boolean {
  return isSameValue([left.set, left.reset], [right.set, right.reset])
}

function isSameValue(left: unknown, right: unknown): boolean {
  return JSON.stringify(left ?? null) === JSON.stringify(right ?? null)
}

/** What the model is asked to word is looked at where it is asked. */
function wordingAsked(states: MachineScript['states'], { context, value }: ObservedState): readonly string[] {
  const { state: name, substate } = positionOf(value)
  const state = states.get(name)
  if (substate !== 'responding' || state === undefined || (isOfField(context) && !isOfMiss(state.wordings, context))) return []
  const asked = promptInTurn(state.wordings, context)
  const place = placeNow(asked, context)
  return place === undefined ? [] : [goalKey({ kind: 'wording', ...place }), ...orderNow(asked, context)]
}

/** A miss where fields are asked for: what the model words then holds the question. */
function isOfMiss({ misses }: StateWordings, { noMatches, refused = null }: ConversationContext): boolean {
  return misses.length > 0 && noMatches > 0 && refused === null
}

function suggestionTaken(states: MachineScript['states'], step: PathStep, before: ObservedState | null): readonly string[] {
  const state = states.get(before?.context.state ?? '')
  if (step.type !== 'message' || state === undefined || before === null || positionOf(before.value).substate !== 'listening') return []
  const offered = suggestedTexts(state, before.context)
  return state.suggestions.flatMap((suggestion, position) =>
    offered[position] === step.text ? [goalKey({ kind: 'suggestion', state: state.name, text: textOf(suggestion) })] : [],
  )
}
