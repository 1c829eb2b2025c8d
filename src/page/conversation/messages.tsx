import type { PlayWay } from '../protocol.js'
import type { Chat } from './use-chat.js'

export interface MessagesProperties {
  readonly chat: Chat
  readonly ways: readonly PlayWay[]
  /** The turn that is explained. */
  readonly explained: number | null
  readonly onExplain: (turn: number) => void
  readonly onGoBack: (turn: number) => void
  readonly onFork: (turn: number) => void
}

/** What was said, and between a user's message and the reply the way that it took. */
export function Messages({ chat, ways, ...way }: MessagesProperties) {
  const { messages } = chat.view
  return messages.map(({ id, role, text, turn, pending, name }, index) => {
    const isOpening = turn === 0 && messages.length > index + 1 && messages[index + 1]?.turn !== 0
    return (
      <div key={id} class="turn">
        <p class={role === 'user' ? `user${pending ? ' pending' : ''}` : 'flow'}>
          {name !== undefined && <b>{name}: </b>}
          {text}
          {pending && <span class="unseen"> (waits)</span>}
        </p>
        {isOpening && (
          <p class="way" aria-live="off">
            <button type="button" class="quiet" aria-label="Go back to the opening" onClick={() => way.onGoBack(0)}>
              go back
            </button>
          </p>
        )}
        {!pending && ways.map((each) => each.after === id && <WayTaken key={`${each.kind} ${each.what}`} way={each} {...way} />)}
      </div>
    )
  })
}

type WayTakenProperties = Omit<MessagesProperties, 'chat' | 'ways'> & { readonly way: PlayWay }

/** Where a message has led, with what can be done about it; of an event and of a silence, where it has led. */
function WayTaken({ way: { turn, kind, what, read, state }, explained, onExplain, onGoBack, onFork }: WayTakenProperties) {
  const isMessage = kind === 'fired' || kind === 'missed'
  const more = isMessage ? read : what + read
  const led = (
    <>
      <b>{isMessage ? what : kind}</b>
      {more && ` ${more}`} → <code>{state}</code>
    </>
  )
  if (kind === 'event' || kind === 'silence')
    return (
      <p class="way" aria-live="off">
        <span class="taken-way">{led}</span>
      </p>
    )
  return (
    <p class={`way${explained === turn ? ' shown' : ''}`} aria-live="off">
      <button type="button" class={`taken-way ${kind}`} title="Explain this turn" onClick={() => onExplain(turn)}>
        {led}
      </button>
      <button type="button" class="quiet" aria-label={`Go back to turn ${turn}`} onClick={() => onGoBack(turn)}>
        go back
      </button>
      <button type="button" class="quiet" aria-label={`Fork from turn ${turn}`} onClick={() => onFork(turn)}>
        fork
      </button>
    </p>
  )
}
