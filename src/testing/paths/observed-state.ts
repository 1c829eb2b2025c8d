import { type ActorLogic, createActor, initialTransition, type Snapshot } from 'xstate'
import type { JsonValue } from '../../diagnostics/json.js'
import { isRecord } from '../../diagnostics/json.js'
import type { ConversationContext, ConversationInput } from '../../machine/context.js'
import type { ConversationMachine } from '../../machine/conversation-machine.js'
import type { ConversationEmitted } from '../../machine/events.js'
import { readConfig } from '../../machine/read-config.js'
import { positionOf } from '../../machine/state-position.js'
import { callsAsked, withoutUnasked } from '../script/asked-questions.js'
import type { PlannedStep } from '../script/next-steps.js'
import type { PathStep } from '../script/path-step.js'
import { stepEvent } from '../script/step-event.js'
import { type Choice, isChoice } from './told-choices.js'

type MachineSnapshot = ReturnType<ConversationMachine['transition']>

/** A machine at rest after a step, and what it told its listeners on the way. */
export interface ObservedState {
  readonly machine: MachineSnapshot
  readonly value: unknown
  readonly context: ConversationContext
  readonly happened: readonly ConversationEmitted[]
  /** The machine's wordings and changes, and how much had happened before each; empty where it does not tell of them. */
  readonly chosen: readonly { readonly choice: Choice; readonly position: number }[]
}

/** The data that a path starts with. */
export type StartData = Readonly<Record<string, JsonValue>>

/** The state in which a conversation has begun. Nothing is invoked: what the machine waits for is a step. */
export function firstState(machine: ConversationMachine, data: StartData = {}): ObservedState {
  const input: ConversationInput = { conversationId: 'path', data }
  return observedState(...initialTransition(machine, input))
}

/** The state after a step. */
export function nextState(machine: ConversationMachine, observed: ObservedState, step: PathStep): ObservedState {
  const actions: { readonly type: string; readonly params?: unknown }[] = []
  const scope = { ...scopeOf(machine), actionExecutor: (action: (typeof actions)[number]) => actions.push(action) }
  const [config, position] = [readConfig(machine.config), positionOf(observed.value)]
  const calls = step.type === 'answers' ? callsAsked(config, position, observed.context) : undefined
  const event = stepEvent(withoutUnasked(step, config, position), observed.context, calls)
  return observedState(machine.transition(observed.machine, event, scope as never), actions)
}

const scopes = new WeakMap<ConversationMachine, object>()

/**
 * What XState hands to a machine's `transition`, with nothing behind it that could be started. XState's own pure `transition` makes such a
 * scope by making an actor, with its first snapshot, for every step: a third of the time of a step. Here an actor that does nothing is made
 * once, its scope is taken, and what would reach other actors is taken out of it. A test takes every step both ways.
 */
function scopeOf(machine: ConversationMachine): object {
  const known = scopes.get(machine)
  if (known !== undefined) return known
  let scope: object = {}
  const probe: ActorLogic<Snapshot<unknown>, TraversalEvent> = {
    getInitialSnapshot: (given) => {
      scope = given
      return { status: 'active', output: undefined, error: undefined }
    },
    transition: (snapshot) => snapshot,
    getPersistedSnapshot: (snapshot) => snapshot,
  }
  createActor(probe)
  const inert = { ...scope, defer: () => undefined, stopChild: () => undefined, emit: () => undefined }
  scopes.set(machine, inert)
  return inert
}

function observedState(machine: MachineSnapshot, actions: readonly { readonly type: string; readonly params?: unknown }[]): ObservedState {
  const happened: ConversationEmitted[] = []
  const chosen: { readonly choice: Choice; readonly position: number }[] = []
  for (const { type, params } of actions) {
    if (type !== 'xstate.emit' || !isRecord(params)) continue
    const event = params.event as ConversationEmitted | Choice
    if (isChoice(event)) chosen.push({ choice: event, position: happened.length })
    else happened.push(event)
  }
  return { machine, value: machine.value, context: machine.context, happened, chosen }
}

/** A step of a traversal: the start of a conversation with some data, or a step of one. */
export type TraversalEvent = { readonly type: 'start'; readonly data: StartData } | { readonly type: 'step'; readonly planned: PlannedStep }

/** An observed state as `@xstate/graph` walks it; null before any conversation. */
export type TraversalSnapshot = Snapshot<unknown> & { readonly observed: ObservedState | null }

/** The machine as actor logic that also keeps what it told its listeners: traversals of the machine itself do not show that. */
export function observedLogic(machine: ConversationMachine): ActorLogic<TraversalSnapshot, TraversalEvent, undefined> {
  const snapshot = (observed: ObservedState | null): TraversalSnapshot => ({
    status: 'active',
    output: undefined,
    error: undefined,
    observed,
  })
  return {
    getInitialSnapshot: () => snapshot(null),
    transition: ({ observed }, event) => {
      if (event.type === 'start') return snapshot(firstState(machine, event.data))
      return observed === null ? snapshot(null) : snapshot(nextState(machine, observed, event.planned.step))
    },
    getPersistedSnapshot: (current) => current,
  }
}
