import type { ConversationFlow } from '../../definition/flow.js'
import { handlesEvents } from '../../definition/state-facts.js'
import type { MachineConfigJson } from '../../machine/config.js'
import { positionOf } from '../../machine/state-position.js'
import type { PathStep } from '../script/path-step.js'
import type { MachineScript } from '../script/state-script.js'
import { type Goal, goalKey } from './goal.js'
import type { ObservedState } from './observed-state.js'

export type Mishap = Extract<Goal, { readonly kind: 'mishap' }>

/** Returns what paths are to show of replies that are cut off or empty, and of messages and events after failed calls. */
export function mishapGoals(flow: ConversationFlow, script: MachineScript, { states }: MachineConfigJson): readonly Goal[] {
  const mayFail = Object.keys(states).filter((state) => states[state]?.states?.failed !== undefined)
  const hearing = mayFail.filter((state) => script.states.get(state)?.events.some(({ isHandled }) => isHandled) === true)
  const isOwn = (state: string) => handlesEvents(flow.states[state] ?? {})
  // What the flow itself handles is the same everywhere: one state shows it.
  const first = hearing.find((state) => !isOwn(state))
  return Object.entries(states).flatMap(([state, { states: { responding, failed } = {} }]) => {
    const whats = [
      ...(responding === undefined ? [] : (['cutOff', 'empty'] as const)),
      ...(failed === undefined ? [] : (['message'] as const)),
      ...(hearing.includes(state) && (isOwn(state) || state === first) ? (['event'] as const) : []),
    ]
    return whats.map((what) => ({ kind: 'mishap', state, what }) as const)
  })
}

/** Tells whether a mishap may happen where a conversation stands. */
export function mayHappenAt({ state, what }: Mishap, { value }: Pick<ObservedState, 'value'>): boolean {
  const position = positionOf(value)
  return position.state === state && position.substate === HAPPENS_IN[what]
}

const HAPPENS_IN: Readonly<Record<Mishap['what'], string>> = {
  cutOff: 'responding',
  empty: 'responding',
  message: 'failed',
  event: 'failed',
}

/** Returns the keys of the mishaps that a step has shown. */
export function mishapsShown(step: PathStep, before: ObservedState | null): readonly string[] {
  const what = mishapBy(step)
  if (before === null || what === undefined) return []
  const mishap = { kind: 'mishap', state: positionOf(before.value).state, what } as const
  return mayHappenAt(mishap, before) ? [goalKey(mishap)] : []
}

function mishapBy(step: PathStep): Mishap['what'] | undefined {
  if (step.type === 'interrupt') return 'cutOff'
  if (step.type === 'message' || step.type === 'event') return step.type
  return step.type === 'reply' && step.text.trim() === '' ? 'empty' : undefined
}
