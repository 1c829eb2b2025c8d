import type { Condition, GuardedTransition } from '../conditions/condition.js'
import { isComposition } from '../conditions/leaves.js'
import type { DiagnosticPath } from '../diagnostics/diagnostic.js'
import type { ConversationFlow } from './flow.js'

/** A condition, alone or within another, and where it stands. */
export interface ConditionPart {
  readonly condition: Condition
  readonly path: DiagnosticPath
  /** How many conditions stand around it. */
  readonly depth: number
}

/** A transition as a flow declares it. */
export interface FlowTransition extends GuardedTransition {
  readonly path: DiagnosticPath
  /** The state that has it; undefined for a global one. */
  readonly state: string | undefined
}

/** Yields every transition of the flow: state by state as declared, then the global ones. */
export function* flowTransitions(flow: ConversationFlow): Generator<FlowTransition> {
  for (const [state, { transitions = {} }] of Object.entries(flow.states)) {
    for (const [name, condition] of Object.entries(transitions)) {
      yield { name, scope: 'own', condition, state, path: ['states', state, 'transitions', name] }
    }
  }
  for (const [name, condition] of Object.entries(flow.globalTransitions ?? {})) {
    yield { name, scope: 'global', condition, state: undefined, path: ['globalTransitions', name] }
  }
}

/** Yields a condition and all within it, outermost first, left to right; without recursion, for conditions of any depth. */
export function* conditionParts(root: Condition, path: DiagnosticPath): Generator<ConditionPart> {
  const waiting: ConditionPart[] = [{ condition: root, path, depth: 0 }]
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    yield part
    waiting.push(...innerParts(part).toReversed())
  }
}

function innerParts({ condition, path, depth }: ConditionPart): readonly ConditionPart[] {
  if (!isComposition(condition)) return []
  if (condition.type === 'not') return [{ condition: condition.condition, path: [...path, 'condition'], depth: depth + 1 }]
  return condition.conditions.map((inner, position) => ({ condition: inner, path: [...path, 'conditions', position], depth: depth + 1 }))
}
