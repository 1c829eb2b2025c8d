import { compileFlow } from '../../compile/compile-flow.js'
import type { CompileOptions } from '../../compile/compile-options.js'
import type { ConversationFlow } from '../../definition/flow.js'
import { isJsonObject, type JsonValue } from '../../diagnostics/json.js'
import { type ConversationMachine, isConversationMachine } from '../../machine/conversation-machine.js'
import { ignoreProblem } from '../script/script-from-flow.js'
import { withScriptedGuards } from '../script/scripted-guards.js'
import type { ExpectedState } from './expected-state.js'
import { expectedOf, type FlowPath } from './flow-path.js'
import { firstState, nextState } from './observed-state.js'
import { PathMismatchError } from './path-mismatch-error.js'
import { watchedBy } from './watched.js'

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
  compare(path, -1, path.start, expectedOf(observed, watchedBy(path.start)))
  for (const [position, { step, expected }] of path.steps.entries()) {
    observed = nextState(machine, observed, step)
    compare(path, position, expected, expectedOf(observed, watchedBy(expected)))
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
  if (!agrees(expected, found)) throw new PathMismatchError(path, position, expected, found)
}

/** Tells whether what was found is what a path states. */
export function agrees(expected: ExpectedState, found: ExpectedState): boolean {
  return (
    expected.state === found.state &&
    expected.phase === found.phase &&
    expected.transition === found.transition &&
    expected.outcome === found.outcome &&
    isSame(expected.entered, found.entered) &&
    isSame(expected.data, found.data) &&
    isSame(expected.said, found.said) &&
    isSame(expected.suggestions, found.suggestions)
  )
}

/** What was kept as JSON may have its keys in another order. */
function isSame(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  return JSON.stringify(sorted(left)) === JSON.stringify(sorted(right))
}

function sorted(value: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(value)) return value.map((item) => sorted(item) ?? null)
  if (!isJsonObject(value)) return value
  const keys = Object.keys(value).sort()
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key]) ?? null]))
}
