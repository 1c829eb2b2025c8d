import type { CandidateList, TriedTransition } from '../../analysis/candidate-list.js'
import { viewFlow } from '../../analysis/flow-view.js'
import { coverageOf } from '../../analysis/implication/coverage.js'
import type { CompileOptions } from '../../compile/compile-options.js'
import { leafConditions } from '../../conditions/leaves.js'
import { isCatchAll } from '../../conditions/order/catch-all.js'
import type { ConversationFlow } from '../../definition/flow.js'
import { callOf } from '../../definition/next-state.js'
import type { MachineConfigJson, StateNodeConfig, TransitionConfig } from '../../machine/config.js'

/** Where the user's message is judged, and where the reply is. */
const JUDGING = {
  user: ['listening', 'understanding', 'understood', 'failed'],
  reply: ['responding', 'spoken', 'understandingReply', 'understoodReply'],
}

/**
 * Returns the transitions of a machine that nothing takes, as each message that would is proven to be taken by another one before. A limit that stands in the way
 * of such a transition is as dead as it is. Whose condition asks a function of the flow's own is not judged.
 */
export function shadowedIn(
  flow: ConversationFlow,
  config: MachineConfigJson,
  options: Pick<CompileOptions, 'prompts' | 'stemmers'>,
): ReadonlySet<TransitionConfig> {
  const judged = viewFlow(flow, options).states.filter(({ plan }) => plan.collect === undefined && plan.correct === undefined)
  const dead = judged.flatMap(({ name, lists }) => lists.flatMap((list) => deadOf(list, config.states[name]?.states ?? {})))
  return new Set(dead)
}

function deadOf(list: CandidateList, substates: Readonly<Record<string, StateNodeConfig>>): readonly TransitionConfig[] {
  const shadowed = list.transitions.filter((transition) => isShadowed(list, transition))
  if (shadowed.length === 0) return []
  return JUDGING[list.about].flatMap((substate) => listsIn(substates[substate]).flatMap((ways) => deadIn(ways, shadowed)))
}

/** What shadows it has to hold in every way in which messages are judged: a catch-all, a choice and a digression do not always. */
function isShadowed(list: CandidateList, transition: TriedTransition): boolean {
  if (leafConditions(transition.condition).some((leaf) => leaf.type === 'guard' || leaf.type === 'custom' || 'fn' in leaf)) return false
  const { atoms, isContradiction, isShadowed: isProven } = coverageOf(list, transition)
  if (isContradiction) return true
  return isProven && atoms.every(({ by }) => by !== undefined && isTriedWhereverItIs(by))
}

/** A condition that looks at the data may come to hold once it was tried: an event brings them between a failed call and the retry. */
function isTriedWhereverItIs({ condition, isSelect, next }: TriedTransition): boolean {
  if (isSelect || isCatchAll(condition) || callOf(next) !== undefined) return false
  return leafConditions(condition).every(({ type }) => type !== 'context' && type !== 'guard' && type !== 'custom')
}

function listsIn({ on = {}, invoke }: Partial<StateNodeConfig> = {}): readonly (readonly TransitionConfig[])[] {
  return [...Object.values(on), invoke?.onDone ?? [], invoke?.onError ?? []]
}

/** The limits of a transition stand right before it. Those of the whole flow, and what begins an understanding, are no part of it. */
function deadIn(ways: readonly TransitionConfig[], shadowed: readonly TriedTransition[]): readonly TransitionConfig[] {
  const dead: TransitionConfig[] = []
  let limits: TransitionConfig[] = []
  for (const way of ways) {
    if (isOwnLimit(way)) {
      limits.push(way)
      continue
    }
    const { transition, scope = 'own' } = way.meta ?? {}
    if (shadowed.some((each) => each.name === transition && each.scope === scope)) dead.push(...limits, way)
    limits = []
  }
  return dead
}

function isOwnLimit({ actions = [] }: TransitionConfig): boolean {
  return actions.some(({ type, params }) => type === 'reachLimit' && (params?.limit === 'maxLoops' || params?.limit === 'budget'))
}
