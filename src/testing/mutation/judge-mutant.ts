import type { ConversationMachine } from '../../machine/conversation-machine.js'
import { expectedOf } from '../paths/flow-path.js'
import { firstState, nextState, type ObservedState } from '../paths/observed-state.js'
import { agrees } from '../paths/run-path.js'
import { NOTHING_WATCHED, watchedBy } from '../paths/watched.js'
import type { PathStep } from '../script/path-step.js'
import type { KeptStep } from './kept-suite.js'

/** How far the steps of a suite tell a changed machine from the one that it was made for. */
export type Told = 'killed' | 'said' | 'same'

/** Takes the steps on a changed machine until one of them leads elsewhere. */
export function judgeBySteps(machine: ConversationMachine, steps: readonly KeptStep[]): Told {
  let told: Told = 'same'
  for (const kept of steps) {
    const found = kept.before === null || kept.step === null ? firstState(machine, kept.data) : stepFrom(machine, kept.before, kept.step)
    if (found === undefined || !agrees(kept.expected, expectedOf(found, watchedBy(kept.expected)))) return 'killed'
    if (told === 'same' && traceOf(found) !== traceOf(kept.after)) told = 'said'
  }
  return told
}

/** Takes a step from a kept moment; undefined where the machine has no such moment. */
export function stepFrom(machine: ConversationMachine, before: ObservedState, step: PathStep): ObservedState | undefined {
  const moment = resolved(machine, before)
  return moment === undefined ? undefined : nextState(machine, { ...before, machine: moment }, step)
}

function resolved(machine: ConversationMachine, { value, context }: ObservedState): ObservedState['machine'] | undefined {
  try {
    return machine.resolveState({ value: value as never, context: context as never })
  } catch {
    // The change has taken the substate away: nothing can be as it was.
    return undefined
  }
}

/** What a step did, in full: what was said and asked, the states that were entered, the data. */
export function traceOf(observed: ObservedState): string {
  const { data, said } = expectedOf(observed, {
    ...NOTHING_WATCHED,
    dataKeys: Object.keys(observed.context.data).sort(),
    said: true,
    suggestions: true,
  })
  const entered = observed.happened.flatMap((event) => (event.type === 'state.entered' ? [[event.state, event.transition]] : []))
  return JSON.stringify([observed.value, entered, data ?? {}, said])
}
