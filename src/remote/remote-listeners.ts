import type { Conversation } from '../conversation/api/conversation.js'
import type { ConversationView } from '../conversation/api/conversation-view.js'
import type { ConversationEmitted } from '../machine/events.js'
import type { ServerEvent } from '../server/protocol/events.js'

/** Who listens to a remote conversation, by the type of event. */
export type RemoteListeners = Map<string, Set<(event: never) => void>>

/** Returns what adds a listener. */
export function listenIn(all: RemoteListeners): Conversation['on'] {
  return (type, listener) => {
    const own = (event: never) => listener(event)
    const listeners = all.get(type) ?? new Set()
    all.set(type, listeners.add(own))
    return () => void listeners.delete(own)
  }
}

/** Tells what the server has told, as a conversation of this process would. */
export function tell(all: RemoteListeners, event: ServerEvent, { state = '', turn }: ConversationView): void {
  const emit = (emitted: ConversationEmitted) => {
    for (const listener of all.get(emitted.type) ?? []) safely(() => listener(emitted as never))
  }
  if (event.type === 'delta') emit({ type: 'reply.delta', delta: event.data.text, state, turn })
  if (event.type === 'message') emit({ type: 'assistant.message', message: event.data.message })
  if (event.type === 'state') emit({ type: 'state.entered', ...event.data })
}

/** Calls a listener. One that throws stops nothing. */
export function safely(call: () => void): void {
  try {
    call()
  } catch (error) {
    console.error('talkchart: A listener of a remote conversation failed.', error)
  }
}
