import { describeCondition } from '../../conditions/describe-condition.js'
import type { ConversationFlow, NextState } from '../../definition/flow.js'
import { unfold } from '../../definition/flows/unfold.js'
import { callOf, targetsOf } from '../../definition/next-state.js'
import type { JsonValue } from '../../diagnostics/json.js'
import { readConfig } from '../../machine/read-config.js'
import type { PlayEvent, PlayFlow, PlayTransition } from '../../page/protocol.js'
import { samplePayload } from '../../testing/script/sample-payload.js'
import type { LoadedFlow } from '../load-flow/load-flow.js'

/** What a page shows of a flow as it is written. */
export type WrittenFacts = Pick<PlayFlow, 'description' | 'initialState' | 'states' | 'anywhere' | 'events'>

/** Describes a flow as it is written; of a machine whose flow is not at hand, only its states. */
export function describeFlow({ flow, machine }: LoadedFlow): WrittenFacts {
  if (flow === undefined) {
    const { initial, states } = readConfig(machine.config)
    return { description: null, initialState: String(initial), states: namesIn(states), anywhere: [], events: [] }
  }
  const { states, description = null, initialState, globalTransitions = {}, globalNextStates = {} } = unfold(flow)
  return {
    description,
    initialState,
    states: Object.entries(states).map(([name, state]) => ({ name, description: state.description ?? null })),
    anywhere: Object.entries(globalTransitions).map(([name, condition]) => ({
      ...{ name, scope: 'global' as const, condition: describeCondition(condition), witness: null, reason: null },
      ...whereTo(globalNextStates[name]),
    })),
    events: eventsIn(flow, () => true),
  }
}

function namesIn(states: object): WrittenFacts['states'] {
  const names = Object.keys(states).filter((name) => !name.startsWith('$'))
  return names.map((name) => ({ name, description: null }))
}

/** Tells where a next state may lead. */
export function whereTo(next: NextState | undefined): Pick<PlayTransition, 'to' | 'calls'> {
  if (next === undefined) return { to: [], calls: null }
  return { to: targetsOf(next), calls: callOf(next)?.call ?? null }
}

/** Returns the events that a flow declares, of which those are kept that may come. */
export function eventsIn({ events = {} }: ConversationFlow, mayCome: (event: string) => boolean): readonly PlayEvent[] {
  return Object.entries(events).flatMap(([name, { payload }]) => {
    const sample: JsonValue = (payload && samplePayload(payload)) ?? null
    return mayCome(name) ? [{ name, schema: payload ?? null, sample }] : []
  })
}
