import type { LocalConversationHandle } from '../conversation/api/conversation-handle.js'
import type { Commands } from './chat.js'
import type { ShownHandle } from './shown-handle.js'

/** Does something; resolves with undefined when it fails. */
export type Attempt = <Result>(run: () => Promise<Result>) => Promise<Result | undefined>

/** Makes the functions of a chat. */
export function chatCommands(handle: ShownHandle, attempt: Attempt): Commands {
  const done = async (run: () => Promise<void>): Promise<boolean> => {
    const result = await attempt(async () => {
      await run()
      return true
    })
    return result ?? false
  }
  return {
    send: (text, options) => attempt(() => handle.send(text, options)),
    stop: async () => (await attempt(() => handle.interrupt())) ?? false,
    retry: (options) => attempt(() => (handle.view.status === 'broken' ? opened(handle) : handle.retry(options))),
    cancel: () => done(() => handle.cancel()),
    rewind: (turn) => done(() => handle.rewind(turn)),
    ...(isLocal(handle) && { fork: (turn: number, newId: string) => done(() => handle.fork(turn, newId)) }),
  }
}

async function opened(handle: ShownHandle): Promise<undefined> {
  await handle.open()
}

function isLocal(handle: ShownHandle): handle is ShownHandle & Pick<LocalConversationHandle, 'fork'> {
  return 'fork' in handle
}
