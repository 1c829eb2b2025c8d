import type { Message } from '../../model/message.js'
import type { PendingMessage } from '../../stores/contract/conversation-store.js'
import type { TakenTransition, ViewMessage } from '../api/conversation-view.js'
import { NOTHING } from './opening-view.js'

/** Where a conversation stands. */
interface Standing {
  readonly state: string
  readonly turn: number
}

/** Makes the messages of a view: those that were told, then those that wait. It gives the same array until one of them changes. */
export class ViewMessages {
  #told: readonly Message[] | undefined
  #pending: readonly ViewMessage[] = []
  #messages: readonly ViewMessage[] = NOTHING

  of(told: readonly Message[], waiting: readonly PendingMessage[], standing: Standing): readonly ViewMessage[] {
    const pending = this.#pendingOf(waiting, standing)
    if (told === this.#told && pending === this.#pending) return this.#messages
    this.#told = told
    this.#pending = pending
    this.#messages = told.length + pending.length === 0 ? NOTHING : Object.freeze([...told, ...pending])
    return this.#messages
  }

  #pendingOf(waiting: readonly PendingMessage[], { state, turn }: Standing): readonly ViewMessage[] {
    let next = turn
    const pending = waiting.map(({ text, id, at, by, name }, index): ViewMessage => {
      if (by === undefined) next += 1
      const role = by === undefined ? 'user' : 'assistant'
      const sender = { ...(by === undefined ? {} : { by }), ...(name === undefined ? {} : { name }) }
      const last = this.#pending[index]
      if (last?.id === id && last.state === state && last.turn === next) return last
      return Object.freeze({ role, text, state, turn: next, at, id, ...sender, pending: true })
    })
    const isSame = pending.length === this.#pending.length && pending.every((message, index) => message === this.#pending[index])
    return isSame ? this.#pending : pending
  }
}

/** What tells where messages have led. */
export interface FiredFacts {
  readonly told: readonly Message[]
  readonly state: string
  /** Whether the turn of the newest message is not over. */
  readonly isInTurn: boolean
  /** What the message of a turn has fired; null for nothing, undefined where it is not known. */
  readonly firedBy: (turn: number) => string | null | undefined
}

/** Makes the transitions of a view. It gives the same array until one of them changes. */
export class ViewTransitions {
  #transitions: readonly TakenTransition[] = NOTHING
  #last: readonly unknown[] = []

  of({ told, state, isInTurn, firedBy }: FiredFacts): readonly TakenTransition[] {
    const newest = told.findLast(({ role }) => role === 'user')?.turn
    const facts = [told, state, isInTurn, newest === undefined ? undefined : firedBy(newest)]
    if (facts.every((fact, index) => fact === this.#last[index])) return this.#transitions
    this.#last = facts
    const users = told.filter(({ role }) => role === 'user')
    const transitions = users.flatMap(({ turn, state: from }, index): TakenTransition[] => {
      const transition = firedBy(turn)
      const isOpen = isInTurn && turn === newest && transition === null
      return transition === undefined || isOpen ? [] : [Object.freeze({ turn, from, state: users[index + 1]?.state ?? state, transition })]
    })
    if (!isSame(transitions, this.#transitions)) this.#transitions = Object.freeze(transitions)
    return this.#transitions
  }
}

function isSame(left: readonly TakenTransition[], right: readonly TakenTransition[]): boolean {
  return (
    left.length === right.length &&
    left.every(({ turn, from, state, transition }, index) => {
      const other = right[index]
      return other?.turn === turn && other.from === from && other.state === state && other.transition === transition
    })
  )
}
