const recovered = new WeakSet<object>()

/** Marks the event of a message that was pending in the store: a process that took it in did not answer it. */
export function markRecovered<Event extends object>(event: Event): Event {
  recovered.add(event)
  return event
}

/** Tells whether an event brings a message that another process took in and did not answer. */
export function isRecovered(event: object): boolean {
  return recovered.has(event)
}
