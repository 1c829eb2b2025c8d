import type { createInspector } from '@statelyai/inspect'

type InspectionEvent = Parameters<NonNullable<ReturnType<typeof createInspector>['inspect']['next']>>[0]

/**
 * What has to be noted of an actor as it appears: when the inspector's package makes a message of it, a short call is over and its
 * input gone, and the package writes a config with its keys sorted, so that no state stands where it was declared.
 */
export class ActorFacts {
  readonly #states = new Map<string, string>()
  readonly #configs = new Map<string, object>()

  note(event: InspectionEvent): void {
    const { sessionId } = event.actorRef
    if (event.type === '@xstate.actor') {
      const { config }: { readonly config?: unknown } = Object(Reflect.get(event.actorRef, 'logic'))
      if (typeof config === 'object' && config !== null) this.#configs.set(sessionId, config)
    } else if (event.type === '@xstate.event' && event.event.type === 'xstate.init') {
      const state = stateOf(event.event['input'])
      if (state !== undefined) this.#states.set(sessionId, state)
    }
  }

  /** A machine's config as it was declared; undefined for other actors. */
  takeConfig(sessionId: string): object | undefined {
    const config = this.#configs.get(sessionId)
    this.#configs.delete(sessionId)
    return config
  }

  /** A name that says what the actor does: `customer_support (user123)`, and `respond: greeting` for what it runs. */
  takeName(sessionId: string, name: string, snapshot: unknown): string {
    const { context, input } = Object(snapshot)
    const state = this.#states.get(sessionId) ?? stateOf(input)
    this.#states.delete(sessionId)
    const conversation = textUnder(context, 'conversationId')
    if (conversation !== undefined) return `${name} (${conversation})`
    return state === undefined ? name : `${name}: ${state}`
  }
}

/** Returns the state in a call's input; an understanding's stands in its requests. */
function stateOf(input: unknown): string | undefined {
  return textUnder(input, 'state') ?? textUnder(Object(Object(input).requests)[0], 'state')
}

function textUnder(value: unknown, key: string): string | undefined {
  const text: unknown = Object(value)[key]
  return typeof text === 'string' ? text : undefined
}
