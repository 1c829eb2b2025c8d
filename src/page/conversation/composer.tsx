import { useEffect, useRef, useState } from 'preact/hooks'
import { Icon } from '../icons.js'
import type { PlayState, TurnExplanation } from '../protocol.js'
import { refusalOf } from '../refusal.js'
import { shortened } from '../shortened.js'
import { isMiss } from '../would-way.js'
import { Chips, type ChipsProperties } from './chips.js'
import { type Chat, quietly } from './use-chat.js'

export interface ComposerProperties {
  readonly chat: Chat
  readonly typed: string
  readonly onTyped: (text: string) => void
  /** What the typed text would do; null while nothing is typed. */
  readonly would: TurnExplanation | null
  /** What can be done where the conversation stands; null until it is known. */
  readonly place: PlayState | null
  readonly onNotify: ChipsProperties['onNotify']
}

/** A message that the server has not taken. */
interface Refused {
  readonly text: string
  readonly id: string
  readonly reason: string
}

const LONGEST_SHOWN = 60

/** A field to write in, with what may be said, and what the text would do. */
export function Composer({ chat, typed, onTyped, would, place, onNotify }: ComposerProperties) {
  const { view } = chat
  const field = useRef<HTMLTextAreaElement>(null)
  const [refused, setRefused] = useState<Refused | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation has refused nothing
  useEffect(() => setRefused(null), [chat])
  const send = () => {
    if (typed.trim() === '') return
    // What may have arrived is sent again as the same message.
    const message = { text: typed, id: refused?.text === typed ? refused.id : crypto.randomUUID() }
    onTyped('')
    setRefused(null)
    chat.send(message.text, { id: message.id }).catch((error: unknown) => {
      if (Object(error).code === 'conversation-closed') return
      setRefused({ ...message, reason: refusalOf(error) })
      if (field.current?.value === '') onTyped(message.text)
    })
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
      <Chips view={view} place={place} onTry={offer} onNotify={onNotify} />
      {refused !== null && (
        <p class="failure" role="alert">
          “{shortened(refused.text, LONGEST_SHOWN)}” was not sent. {refused.reason}
        </p>
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
  return (
    <span class={isMiss(taken) ? 'missed' : undefined}>
      {taken.name === null ? taken.description : 'fires '}
      <b>{taken.name}</b> → <code>{taken.to ?? would.state}</code>
    </span>
  )
}
