import { type ActorLogic, createActor, initialTransition, type Snapshot } from 'xstate'
import type { JsonValue } from '../../diagnostics/json.js'
import type { ConversationContext, ConversationInput } from '../../machine/context.js'
import type { ConversationMachine } from '../../machine/conversation-machine.js'
import { isRecord } from '../../machine/event-facts.js'
import type { ConversationEmitted } from '../../machine/events.js'
import type { PlannedStep } from '../script/next-steps.js'
import type { PathStep } from '../script/path-step.js'
import { stepEvent } from '../script/step-event.js'

type MachineSnapshot = ReturnType<ConversationMachine['transition']>

/** A machine at rest after a step, and what it told its listeners on the way. */
export interface Moment {
  readonly machine: MachineSnapshot
  readonly value: unknown
  readonly context: ConversationContext
  readonly happened: readonly ConversationEmitted[]
}

/** The data that a path starts with. */
export type StartData = Readonly<Record<string, JsonValue>>

/** The moment in which a conversation has begun. Nothing is invoked: what the machine waits for is a step. */
export function firstMoment(machine: ConversationMachine, data: StartData = {}): Moment {
  const input: ConversationInput = { conversationId: 'path', data }
  return momentOf(...initialTransition(machine, input))
}

/** The moment after a step. */
export function nextMoment(machine: ConversationMachine, moment: Moment, step: PathStep): Moment {
  const actions: { readonly type: string; readonly params?: unknown }[] = []
  const scope = { ...scopeOf(machine), actionExecutor: (action: (typeof actions)[number]) => actions.push(action) }
  return momentOf(machine.transition(moment.machine, stepEvent(step, moment.context), scope as never), actions)
}

const scopes = new WeakMap<ConversationMachine, object>()

/** Where nothing is ever started. XState's own `transition` makes an actor, with its first snapshot, for every step. */
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

function momentOf(machine: MachineSnapshot, actions: readonly { readonly type: string; readonly params?: unknown }[]): Moment {
  const happened = actions.flatMap(({ type, params }) =>
    type === 'xstate.emit' && isRecord(params) ? [params.event as ConversationEmitted] : [],
  )
  return { machine, value: machine.value, context: machine.context, happened }
}

/** A step of a traversal: the start of a conversation with some data, or a step of one. */
export type TraversalEvent = { readonly type: 'start'; readonly data: StartData } | { readonly type: 'step'; readonly planned: PlannedStep }

/** A moment as `@xstate/graph` walks it; null before any conversation. */
export type TraversalSnapshot = Snapshot<unknown> & { readonly moment: Moment | null }

/** The machine as actor logic that also keeps what it told its listeners: traversals of the machine itself do not show that. */
export function observedLogic(machine: ConversationMachine): ActorLogic<TraversalSnapshot, TraversalEvent, undefined> {
  const snapshot = (moment: Moment | null): TraversalSnapshot => ({ status: 'active', output: undefined, error: undefined, moment })
  return {
    getInitialSnapshot: () => snapshot(null),
    transition: ({ moment }, event) => {
      if (event.type === 'start') return snapshot(firstMoment(machine, event.data))
      return moment === null ? snapshot(null) : snapshot(nextMoment(machine, moment, event.planned.step))
    },
    getPersistedSnapshot: (current) => current,
  }
}
