import type { AnyActorRef, createActor } from 'xstate'

/** The clock that XState gives to what runs in an actor system. */
type SystemClock = NonNullable<NonNullable<Parameters<typeof createActor>[1]>['clock']>

/** What the clocks of systems say that tell another time than the machine's. */
const times = new WeakMap<object, () => number>()

/** Makes the `clock` option of `createActor`: timers run as ever, and what the machine keeps or judges by goes by this time. */
export function clockTelling(now: () => number): SystemClock {
  const clock: SystemClock = {
    setTimeout: (work, milliseconds) => setTimeout(work, milliseconds),
    clearTimeout: (timer) => clearTimeout(timer),
  }
  times.set(clock, now)
  return clock
}

/** Tells the time in an actor system, in milliseconds since the epoch. */
export function timeIn({ _clock }: AnyActorRef['system']): number {
  return (times.get(_clock) ?? Date.now)()
}
