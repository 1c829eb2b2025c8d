import { useEffect, useMemo, useState } from 'preact/hooks'
import { remoteConversation } from '../remote/remote-conversation.js'

export interface ConversationPaneProperties {
  readonly id: string
  readonly headers: Readonly<Record<string, string>>
  /** Begins another conversation. */
  readonly onNew: () => void
}

/** A conversation: what was said, and a line to write in. It is another component for each id. */
export function ConversationPane({ id, headers, onNew }: ConversationPaneProperties) {
  const chat = useMemo(() => remoteConversation({ url: '/conversations', id, headers }), [id, headers])
  const [view, setView] = useState(chat.view)
  const [typed, setTyped] = useState('')
  useEffect(() => {
    const stop = chat.subscribe(() => setView(chat.view))
    chat.open().catch(() => undefined)
    return () => {
      stop()
      chat.close().catch(() => undefined)
    }
  }, [chat])
  // What goes wrong stands in the view.
  const quietly = (work: Promise<unknown>) => void work.catch(() => undefined)
  const send = (event: Event) => {
    event.preventDefault()
    if (typed.trim() === '') return
    quietly(chat.send(typed))
    setTyped('')
  }
  const isSpeaking = view.reply !== undefined
  return (
    <section>
      <p role="status">
        {view.state} {view.status} {view.outcome}
      </p>
      <div role="log" aria-busy={isSpeaking}>
        {view.messages.map((message) => (
          <p key={message.id} class={message.pending ? 'pending' : message.role}>
            {message.text}
          </p>
        ))}
        {isSpeaking && <p class="assistant">{view.reply}</p>}
      </div>
      {view.error !== undefined && (
        <p role="alert">
          {view.error.message}{' '}
          {view.status === 'failed' && (
            <button type="button" onClick={() => quietly(chat.retry())}>
              Retry
            </button>
          )}
        </p>
      )}
      <form onSubmit={send}>
        <input aria-label="Message" value={typed} onInput={({ currentTarget }) => setTyped(currentTarget.value)} />
        {isSpeaking && typed === '' ? (
          <button type="button" onClick={() => quietly(chat.interrupt())}>
            Stop
          </button>
        ) : (
          <button type="submit">Send</button>
        )}
        <button type="button" onClick={onNew}>
          New
        </button>
      </form>
    </section>
  )
}
