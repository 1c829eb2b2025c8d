import type { ActorLogic, AnyActorRef, EventObject, Snapshot } from 'xstate'

/** Shows a streaming call while it runs: its newest piece, and all the pieces so far. */
export type StreamingCallSnapshot<Input, Output> = Snapshot<Output> & {
  readonly input: Input | undefined
  readonly delta: string
  readonly text: string
}

type CallEvent<Output> =
  | { readonly type: 'call.delta'; readonly delta: string }
  | { readonly type: 'call.done'; readonly output: Output }
  | { readonly type: 'call.failed'; readonly error: unknown }
  | EventObject

export type StreamingCallLogic<Input, Output> = ActorLogic<StreamingCallSnapshot<Input, Output>, CallEvent<Output>, Input>

export interface CallOptions {
  readonly signal: AbortSignal
  readonly onDelta: (delta: string) => void
  /** The actor that makes the call. */
  readonly self: AnyActorRef
}

/**
 * Actor logic for a promise that also streams. Each piece becomes the actor's snapshot, so that the machine which invokes it
 * hears of every one through `onSnapshot`, from the first tick on; what a `fromPromise` actor emits stays on the child.
 * Restored while active, it makes the call again with its persisted input.
 */
export function fromStreamingCall<Input, Output>(
  call: (input: Input, options: CallOptions) => Promise<Output>,
): StreamingCallLogic<Input, Output> {
  const controllers = new WeakMap<object, AbortController>()
  return {
    transition: (snapshot, event, { self }) => {
      if (event.type === 'xstate.stop' || isFailed(event)) controllers.get(self)?.abort()
      return next(snapshot, event)
    },
    getInitialSnapshot: (_scope, input) => ({ status: 'active', output: undefined, error: undefined, input, delta: '', text: '' }),
    start: (snapshot, { self }) => {
      if (snapshot.status !== 'active' || snapshot.input === undefined) return
      const controller = new AbortController()
      controllers.set(self, controller)
      const send = (event: CallEvent<Output>) => {
        if (!controller.signal.aborted) self.send(event)
      }
      const onDelta = (delta: unknown) => {
        if (typeof delta === 'string') send({ type: 'call.delta', delta })
      }
      invoke(call, snapshot.input, { signal: controller.signal, onDelta, self }).then(
        (output) => send({ type: 'call.done', output }),
        (error: unknown) => send({ type: 'call.failed', error }),
      )
    },
    getPersistedSnapshot: (snapshot) => snapshot,
    // XState hands back what `getPersistedSnapshot` gave, but does not type it so. The call is made again, from its first word.
    restoreSnapshot: (snapshot) => ({ ...(snapshot as StreamingCallSnapshot<Input, Output>), delta: '', text: '' }),
  }
}

/** An `async` frame, so that a call which throws at once fails like one that rejects. */
async function invoke<Input, Output>(
  call: (input: Input, options: CallOptions) => Promise<Output>,
  input: Input,
  options: CallOptions,
): Promise<Output> {
  return await call(input, options)
}

function next<Input, Output>(
  snapshot: StreamingCallSnapshot<Input, Output>,
  event: CallEvent<Output>,
): StreamingCallSnapshot<Input, Output> {
  if (snapshot.status !== 'active') return snapshot
  const over = { input: undefined, delta: '', text: '' }
  if (isDelta(event)) return { ...snapshot, delta: event.delta, text: snapshot.text + event.delta }
  if (isDone<Output>(event)) return { status: 'done', output: event.output, error: undefined, ...over }
  if (isFailed(event)) return { status: 'error', output: undefined, error: event.error, ...over }
  if (event.type === 'xstate.stop') return { status: 'stopped', output: undefined, error: undefined, ...over }
  return snapshot
}

function isDelta(event: EventObject): event is { readonly type: 'call.delta'; readonly delta: string } {
  return event.type === 'call.delta'
}

function isDone<Output>(event: EventObject): event is { readonly type: 'call.done'; readonly output: Output } {
  return event.type === 'call.done'
}

function isFailed(event: EventObject): event is { readonly type: 'call.failed'; readonly error: unknown } {
  return event.type === 'call.failed'
}
