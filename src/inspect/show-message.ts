import type { createInspector } from '@statelyai/inspect'
import type { ActorFacts } from './actor-facts.js'
import { type Redact, show } from './show.js'
import { showDefinition } from './show-definition.js'
import { EVENT, SNAPSHOT } from './shown-texts.js'

/** Takes messages for the inspector; the adapters of `@statelyai/inspect` are such. */
export type InspectorAdapter = Parameters<typeof createInspector>[0]

/** Describes one message for the inspector: an actor, an event or a snapshot. */
export type InspectorMessage = Parameters<InspectorAdapter['send']>[0]

type ActorMessage = Extract<InspectorMessage, { readonly type: '@xstate.actor' }>

/** Tells whether a message only tells of one more piece of a reply. They are many, and the whole reply follows. */
export function isPiece(message: InspectorMessage): boolean {
  if (message.type === '@xstate.actor') return false
  const { type } = message.event
  return type === 'call.delta' || type === 'xstate.snapshot.respond'
}

/** Returns a message as it may be shown. */
export function showMessage(message: InspectorMessage, facts: ActorFacts, redact: Redact): InspectorMessage {
  const shown = {
    ...message,
    ...('snapshot' in message ? { snapshot: show(message.snapshot, SNAPSHOT, redact) } : {}),
    ...('event' in message ? { event: show(message.event, EVENT, redact) } : {}),
    ...(message.type === '@xstate.actor' ? introduction(message, facts, redact) : {}),
  }
  // The types of the inspector tell of live snapshots; what it sends, and reads, is their JSON.
  return shown as unknown as InspectorMessage
}

function introduction({ sessionId, name, snapshot, definition }: ActorMessage, facts: ActorFacts, redact: Redact) {
  const config: unknown = facts.takeConfig(sessionId) ?? (definition === undefined ? undefined : JSON.parse(definition))
  return {
    name: facts.takeName(sessionId, name, snapshot),
    ...(config === undefined ? {} : { definition: JSON.stringify(showDefinition(config, redact)) }),
  }
}
