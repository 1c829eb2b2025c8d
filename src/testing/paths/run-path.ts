import { compileFlow } from '../../compile/compile-flow.js'
import type { CompileOptions } from '../../compile/compile-options.js'
import type { ConversationFlow } from '../../definition/flow.js'
import { type ConversationMachine, isConversationMachine } from '../../machine/conversation-machine.js'
import { ignoreProblem } from '../script/script-from-flow.js'
import { withScriptedGuards } from '../script/scripted-guards.js'
import { type ExpectedState, expectedOf, type FlowPath } from './flow-path.js'
import { firstState, nextState } from './observed-state.js'
import { PathMismatchError } from './path-mismatch-error.js'

/**
 * Replays a path on the compiled machine, without a model and at once, and holds every step against what the path says.
 *
 * @param subject the flow, or a machine compiled from it
 * @throws {PathMismatchError} which names the first step that leads elsewhere
 * @example
 * for (const path of flowPaths(flow).paths) runPath(flow, path)
 */
export function runPath(
  subject: ConversationFlow | ConversationMachine,
  path: FlowPath,
  options: Pick<CompileOptions, 'prompts' | 'stemmers'> = {},
): void {
  const machine = scriptedMachine(subject, options)
  let observed = firstState(machine, path.data)
  compare(path, -1, path.start, expectedOf(observed))
  for (const [position, { step, expected }] of path.steps.entries()) {
    observed = nextState(machine, observed, step)
    compare(path, position, expected, expectedOf(observed))
  }
}

const scripted = new WeakMap<object, ConversationMachine>()

/** A suite replays many paths on one machine, which is made ready once. */
function scriptedMachine(
  subject: ConversationFlow | ConversationMachine,
  options: Pick<CompileOptions, 'prompts' | 'stemmers'>,
): ConversationMachine {
  const machine = isConversationMachine(subject) ? subject : compileFlow(subject, { ...options, onProblem: ignoreProblem })
  const known = scripted.get(machine) ?? withScriptedGuards(machine)
  scripted.set(machine, known)
  return known
}

function compare(path: FlowPath, position: number, expected: ExpectedState, found: ExpectedState): void {
  const isSame =
    expected.state === found.state &&
    expected.phase === found.phase &&
    expected.transition === found.transition &&
    expected.outcome === found.outcome
  if (!isSame) throw new PathMismatchError(path, position, expected, found)
}
