import type { CandidateList, TriedTransition } from '../candidate-list.js'
import type { FlowView } from '../flow-view.js'

/** A transition in one state where it is tried. */
export interface ListedTransition {
  readonly list: CandidateList
  readonly transition: TriedTransition
}

/** Returns the states' own transitions, each once. */
export function* ownTransitions({ states }: FlowView): Generator<ListedTransition> {
  for (const { lists } of states) {
    for (const list of lists) {
      for (const transition of list.transitions) if (transition.scope === 'own') yield { list, transition }
    }
  }
}

/** Returns the global transitions, each with every list that it is tried in. */
export function globalTransitions({ states }: FlowView): ReadonlyMap<string, readonly ListedTransition[]> {
  const listed = new Map<string, ListedTransition[]>()
  for (const list of states.flatMap(({ lists }) => lists)) {
    for (const transition of list.transitions.filter(({ scope }) => scope === 'global')) {
      const known = listed.get(transition.name)
      if (known === undefined) listed.set(transition.name, [{ list, transition }])
      else known.push({ list, transition })
    }
  }
  return listed
}

/** Returns every transition once: a global one in the first list where it is tried. */
export function* everyTransition(view: FlowView): Generator<ListedTransition> {
  yield* ownTransitions(view)
  for (const [first] of globalTransitions(view).values()) if (first !== undefined) yield first
}
