import type { ConversationMachine } from './conversation-machine.js'

/** What a machine was compiled from, but for who is told of problems. */
interface Origin {
  readonly place: object
  readonly shape: string
}

const origins = new WeakMap<object, Origin>()

/** Notes what a machine was compiled from. */
export function noteOrigin(machine: ConversationMachine, origin: Origin): void {
  origins.set(machine, origin)
}

/** Tells whether two machines do the same: they are one, or were compiled from the same parts and only tell others of problems. */
export function isSameMachine(one: object, other: object): boolean {
  if (one === other) return true
  const [left, right] = [origins.get(one), origins.get(other)]
  return left !== undefined && left.place === right?.place && left.shape === right.shape
}
