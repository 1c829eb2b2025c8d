import { type AnyActorLogic, type AnyActorRef, createActor } from 'xstate'
import { isRecord } from '../../diagnostics/json.js'
import { timeIn } from '../../machine/clock.js'
import type { ConversationMachine } from '../../machine/index.js'
import { readConfig } from '../../machine/read-config.js'
import { isPlaceholder, userActorNames } from '../placeholders.js'
import type { DeadlineInput } from './conversation-actors.js'
import { modelSupportOf, noteModelSupport } from './model-support.js'
import { type CallOptions, fromStreamingCall } from './streaming-call.js'

/** One call of a model, or of an actor of the user's own, that is written into the journal. */
export interface JournaledCall {
  /** Tells it from every other call of the conversation. */
  readonly name: string
  /** Makes the call. What it rejects with is a failure of the call. */
  readonly make: (options: Pick<CallOptions, 'signal' | 'onDelta'>) => Promise<unknown>
}

/** Makes the calls of a conversation, each once for all replays. */
export type Journal = (conversationId: string, call: JournaledCall, options: CallOptions) => Promise<unknown>

/** Returns the same machine, whose calls go through the journal. Its timers fire only when they are due as they begin: nothing else happens in a replay. */
export function journaledMachine(machine: ConversationMachine, journal: Journal): ConversationMachine {
  const { actors } = machine.implementations
  const names = ['respond', 'understand', ...userActorNames(readConfig(machine.config))]
  const journaled = names.flatMap((name) => {
    const logic = actors[name]
    return isLogic(logic) && !isPlaceholder(logic) ? [[name, journaledLogic(name, logic, journal)]] : []
  })
  return machine.provide({ actors: { ...Object.fromEntries(journaled), deadline: momentaryDeadline } })
}

function isLogic(logic: unknown): logic is AnyActorLogic {
  return isRecord(logic) && typeof logic.transition === 'function'
}

/** A timer that is due when it begins, or not at all: the object is called again when it is due. */
const momentaryDeadline = fromStreamingCall<DeadlineInput, null>(
  ({ deadline }, { self }) =>
    new Promise((resolve) => {
      if (deadline !== null && deadline <= timeIn(self.system)) resolve(null)
    }),
)

function journaledLogic(name: string, logic: AnyActorLogic, journal: Journal): AnyActorLogic {
  const journaled = fromStreamingCall<object, unknown>((input, options) => {
    const call = { name: callName(name, input), make: (ways: MakeOptions) => outputOf(logic, input, ways) }
    return journal(conversationOf(options.self), call, options)
  })
  const support = modelSupportOf(logic)
  return support === undefined ? journaled : noteModelSupport(journaled, support)
}

function callName(name: string, input: object): string {
  const requests: unknown = Reflect.get(input, 'requests')
  const [first] = Array.isArray(requests) ? requests : [input]
  const id: unknown = Reflect.get(Object(first), 'id') ?? Reflect.get(Object(first), 'requestId')
  return typeof id === 'string' ? `${name} ${id}` : name
}

/** Returns the id of the conversation whose machine makes a call. */
function conversationOf({ _parent }: AnyActorRef): string {
  const { context }: { readonly context?: { readonly conversationId?: unknown } } = Object(_parent?.getSnapshot())
  return String(context?.conversationId)
}

type MakeOptions = Pick<CallOptions, 'signal' | 'onDelta'>

/** Runs any actor logic to its end, on its own. */
function outputOf(logic: AnyActorLogic, input: object, { signal, onDelta }: MakeOptions): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const actor = createActor(logic, { input })
    const stop = () => {
      actor.stop()
      reject(signal.reason)
    }
    actor.subscribe({
      next: (snapshot: unknown) => {
        const delta: unknown = Reflect.get(Object(snapshot), 'delta')
        if (typeof delta === 'string' && delta !== '') onDelta(delta)
      },
      error: reject,
      complete: () => {
        signal.removeEventListener('abort', stop)
        resolve(Reflect.get(Object(actor.getSnapshot()), 'output'))
      },
    })
    signal.addEventListener('abort', stop, { once: true })
    actor.start()
  })
}
