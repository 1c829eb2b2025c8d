import type { createInspector } from '@statelyai/inspect'

type InspectionEvent = Parameters<NonNullable<ReturnType<typeof createInspector>['inspect']['next']>>[0]

/** Gives actors names that say what they do: `customer_support (user123)`, and `respond: greeting` for what it runs. */
export class ActorNames {
  /** The flow states that calls are made for, by session. Their inputs are gone when the inspector is told of them. */
  readonly #states = new Map<string, string>()

  listen(event: InspectionEvent): void {
    if (event.type !== '@xstate.event' || event.event.type !== 'xstate.init') return
    const state = stateOf(event.event['input'])
    if (state !== undefined) this.#states.set(event.actorRef.sessionId, state)
  }

  nameOf(session: string, name: string, snapshot: unknown): string {
    const { context, input } = Object(snapshot)
    const conversation = textUnder(context, 'conversationId')
    if (conversation !== undefined) return `${name} (${conversation})`
    const state = this.#states.get(session) ?? stateOf(input)
    this.#states.delete(session)
    return state === undefined ? name : `${name}: ${state}`
  }
}

/** The state in a call's input; an understanding's stands in its requests. */
function stateOf(input: unknown): string | undefined {
  return textUnder(input, 'state') ?? textUnder(Object(Object(input).requests)[0], 'state')
}

function textUnder(value: unknown, key: string): string | undefined {
  const text: unknown = Object(value)[key]
  return typeof text === 'string' ? text : undefined
}
