import { useEffect, useRef } from 'preact/hooks'
import { Icon } from './icons.js'
import type { TurnExplanation } from './protocol.js'
import { type Chat, quietly } from './use-chat.js'

type View = Chat['view']
type Way = View['transitions'][number]

export interface ConversationPaneProperties {
  readonly chat: Chat
  readonly typed: string
  readonly onTyped: (text: string) => void
  /** What the typed text would do; null while nothing is typed. */
  readonly would: TurnExplanation | null
  /** The turn that is explained. */
  readonly explained: number | null
  readonly onExplain: (turn: number) => void
  readonly onFork: (turn: number) => void
}

/** A conversation: what was said and which way it went, and a field to write in. */
export function ConversationPane(properties: ConversationPaneProperties) {
  const { chat } = properties
  const { view } = chat
  const log = useRef<HTMLDivElement>(null)
  const newest = view.messages.length + (view.reply?.length ?? 0)
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
      {view.error !== undefined && (
        <p class="failure" role="alert">
          <span>{view.error.message}</span>
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

function Messages({ chat, explained, onExplain, onFork }: ConversationPaneProperties) {
  const { messages, transitions } = chat.view
  const goBack = (turn: number) => quietly(chat.rewind(turn))
  return messages.map((message, index) => {
    const { id, role, text, turn, pending, name } = message
    const isFirst = turn === 0 && messages[index + 1]?.turn !== 0
    const way = role === 'user' && !pending ? transitions.find((each) => each.turn === turn) : undefined
    return (
      <div key={id} class="turn">
        <p class={role === 'user' ? `user${pending ? ' pending' : ''}` : 'flow'}>
          {name !== undefined && <b>{name}: </b>}
          {text}
          {pending && <span class="unseen"> (waits)</span>}
        </p>
        {isFirst && turn === 0 && messages.length > index + 1 && (
          <p class="way">
            <button type="button" class="quiet" aria-label="Go back to the opening" onClick={() => goBack(0)}>
              go back
            </button>
          </p>
        )}
        {way !== undefined && (
          <p class={`way${explained === turn ? ' shown' : ''}`}>
            <WayTaken way={way} onClick={() => onExplain(turn)} />
            <button type="button" class="quiet" aria-label={`Go back to turn ${turn}`} onClick={() => goBack(turn)}>
              go back
            </button>
            <button type="button" class="quiet" aria-label={`Fork from turn ${turn}`} onClick={() => onFork(turn)}>
              fork
            </button>
          </p>
        )}
      </div>
    )
  })
}

function WayTaken({ way, onClick }: { readonly way: Way; readonly onClick: () => void }) {
  const { transition, state } = way
  return (
    <button type="button" class={transition === null ? 'taken-way missed' : 'taken-way'} title="Explain this turn" onClick={onClick}>
      <b>{transition ?? 'nothing held'}</b> → <code>{state}</code>
    </button>
  )
}

function Composer({ chat, typed, onTyped, would }: ConversationPaneProperties) {
  const { view } = chat
  const field = useRef<HTMLTextAreaElement>(null)
  const send = () => {
    if (typed.trim() === '') return
    quietly(chat.send(typed))
    onTyped('')
  }
  const offer = (text: string) => {
    onTyped(text)
    field.current?.focus()
  }
  const isStop = view.reply !== undefined && typed === ''
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      {view.suggestions.length > 0 && (
        <div class="chips">
          {view.suggestions.map(({ label, text }) => (
            <button type="button" key={label} class="chip" onClick={() => offer(text)}>
              {label}
            </button>
          ))}
        </div>
      )}
      <p class="fires" aria-live="polite">
        {would !== null && typed !== '' && <Fires would={would} />}
      </p>
      <div class="field">
        <textarea
          ref={field}
          id="message"
          rows={1}
          aria-label="Message"
          placeholder={view.outcome === null ? 'Write a message' : 'The conversation is over'}
          disabled={view.outcome !== null}
          value={typed}
          onInput={({ currentTarget }) => onTyped(currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
            event.preventDefault()
            send()
          }}
        />
        {isStop ? (
          <button type="button" class="send" aria-label="Stop" onClick={() => quietly(chat.interrupt())}>
            <Icon name="stop" />
          </button>
        ) : (
          <button type="submit" class="send" aria-label="Send" disabled={view.outcome !== null}>
            <Icon name="send" />
          </button>
        )}
      </div>
    </form>
  )
}

function Fires({ would }: { readonly would: TurnExplanation }) {
  if (would.taken === null) {
    const open = would.candidates.filter(({ verdict }) => verdict === 'unknown').map(({ name }) => name ?? 'a question')
    return open.length === 0 ? null : <>asks the model: {open.slice(0, 3).join(', ')}?</>
  }
  const taken = would.candidates[would.taken]
  if (taken === undefined) return null
  const isMiss = taken.name === null
  return (
    <span class={isMiss ? 'missed' : undefined}>
      {isMiss ? taken.description : 'fires '}
      {!isMiss && <b>{taken.name}</b>} → <code>{taken.to ?? would.state}</code>
    </span>
  )
}
