import type { Chat } from './use-chat.js'

type Way = Chat['view']['transitions'][number]

export interface MessagesProperties {
  readonly chat: Chat
  /** The turn that is explained. */
  readonly explained: number | null
  readonly onExplain: (turn: number) => void
  readonly onGoBack: (turn: number) => void
  readonly onFork: (turn: number) => void
}

/** What was said, and between a user's message and the reply the way that it took. */
export function Messages({ chat, explained, onExplain, onGoBack, onFork }: MessagesProperties) {
  const { messages, transitions } = chat.view
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
          <p class="way" aria-live="off">
            <button type="button" class="quiet" aria-label="Go back to the opening" onClick={() => onGoBack(0)}>
              go back
            </button>
          </p>
        )}
        {way !== undefined && (
          <p class={`way${explained === turn ? ' shown' : ''}`} aria-live="off">
            <WayTaken way={way} onClick={() => onExplain(turn)} />
            <button type="button" class="quiet" aria-label={`Go back to turn ${turn}`} onClick={() => onGoBack(turn)}>
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
