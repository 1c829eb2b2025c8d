import { useEffect, useRef } from 'preact/hooks'
import { refusalOf } from '../refusal.js'
import { Composer, type ComposerProperties } from './composer.js'
import { Messages, type MessagesProperties } from './messages.js'
import { quietly } from './use-chat.js'

export type ConversationPaneProperties = ComposerProperties & MessagesProperties & { readonly isDrifted: boolean }

/** A conversation: what was said and which way it went, and a field to write in. */
export function ConversationPane(properties: ConversationPaneProperties) {
  const { chat, isDrifted, ways } = properties
  const { view } = chat
  const log = useRef<HTMLDivElement>(null)
  const newest = view.messages.length + ways.length + (view.reply?.length ?? 0)
  useEffect(() => {
    if (newest >= 0) log.current?.scrollTo({ top: log.current.scrollHeight })
  }, [newest])
  return (
    <section class="conversation" aria-label="Conversation">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <div class="log" role="log" aria-label="Messages" aria-busy={view.reply !== undefined} tabIndex={0} ref={log}>
        <Messages {...properties} />
        {view.reply !== undefined && (
          <p class="flow" aria-hidden="true">
            {view.reply}
            <span class="caret" />
          </p>
        )}
        {view.outcome !== null && <p class="ending">{view.outcome}</p>}
      </div>
      {view.error !== undefined && !isDrifted && (
        <p class="failure" role="alert">
          <span>{refusalOf(view.error)}</span>
          {view.status === 'failed' && (
            <button type="button" onClick={() => quietly(chat.retry())}>
              Retry
            </button>
          )}
        </p>
      )}
      <Composer {...properties} />
    </section>
  )
}
