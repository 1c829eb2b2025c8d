import type { ConversationData } from '../../conditions/condition.js'
import type { Turn } from '../../conversation/api/conversation.js'
import type { LocalConversationHandle } from '../../conversation/api/conversation-handle.js'
import type { JsonValue } from '../../diagnostics/json.js'
import { newestTurn } from './newest-turn.js'
import { assertSeen } from './seen-revision.js'

interface Seen {
  readonly revision?: number
}

/** What each command that runs a turn is given. Plain JSON. */
export interface CommandInputs {
  readonly begin: { readonly data?: ConversationData }
  readonly send: { readonly id: string; readonly text: string; readonly interrupt?: boolean }
  readonly notify: { readonly type: string; readonly payload?: JsonValue; readonly id?: string }
  readonly say: { readonly text: string; readonly id?: string; readonly name?: string }
  readonly retry: Seen
  readonly cancel: Seen
  readonly rewind: Seen & { readonly turn: number }
  readonly rewindAndSend: Seen & { readonly turn: number; readonly id: string; readonly text: string }
}

export type CommandName = keyof CommandInputs

type Command<Input> = (handle: LocalConversationHandle, input: Input) => Promise<Turn>

/** What each of them does with the open conversation. */
export const COMMANDS: { readonly [Name in CommandName]: Command<CommandInputs[Name]> } = {
  begin: async (handle) => newestTurn(handle.view),
  send: (handle, { text, ...options }) => handle.send(text, options),
  notify: (handle, { type, payload, id }) => handle.notify(type, payload, id === undefined ? {} : { id }),
  say: (handle, { text, ...options }) => handle.say(text, options),
  retry: (handle, seen) => {
    assertSeen(handle.view, seen)
    return handle.retry()
  },
  cancel: async (handle, seen) => {
    // A turn that runs has stored that its message waits: whoever cuts it off has seen what was before.
    if (handle.view.status !== 'busy') assertSeen(handle.view, seen)
    await handle.cancel()
    return newestTurn(handle.view)
  },
  rewind: async (handle, { turn, ...seen }) => {
    assertSeen(handle.view, seen)
    await handle.rewind(turn)
    return newestTurn(handle.view)
  },
  rewindAndSend: (handle, { turn, id, text, ...seen }) => {
    assertSeen(handle.view, seen)
    return handle.rewindAndSend(turn, text, id)
  },
}
