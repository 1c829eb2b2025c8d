import type { ConversationMachine } from '../../machine/conversation-machine.js'
import type { GuardLeaf } from '../../machine/guard-expression.js'
import { isOfFunction } from '../script/path-step.js'
import type { Phrasebook } from '../script/phrasebook.js'
import type { StateScript } from '../script/state-script.js'
import type { TestUtterance } from '../script/test-utterances.js'
import type { Place } from './places.js'
import type { Saying } from './successors.js'

/** The guards that the words alone decide. */
const BY_WORDS: readonly string[] = ['keyword', 'affirm', 'deny', 'unsure', 'regex', 'sentiment']

/** The guards that tell that a call has given something unusable, which a good one never does. */
const UNUSABLE: readonly string[] = ['replyUnusable', 'outputNotJson']

/** Says what users may say and models answer in each place, so that it can be told which guards hold then. */
export class Sayings {
  constructor(
    private readonly machine: ConversationMachine,
    private readonly phrases: Phrasebook,
    private readonly longest: number,
  ) {}

  /** What may be done on purpose in a place. Where nothing of it is known, whatever comes of it has to be good. */
  in(place: Place, events: readonly string[]): readonly Saying[] {
    const state = this.phrases.script.states.get(place.state ?? '')
    return events.flatMap((event) => this.#on(event, place, state))
  }

  #on(event: string, place: Place, state: StateScript | undefined): readonly Saying[] {
    if (/^(error |snapshot|operator|conversation.interrupt)/.test(event)) return []
    if (event === 'user.message') return this.#messages(state).map((text) => this.#said(event, 'user.message', text))
    if (event === 'done respond') {
      const texts = state?.onReply ? this.phrases.of(state, 'reply').map(({ text }) => text) : [`[${place.state}]`]
      return texts.map((text) => this.#said(event, 'xstate.done.actor.respond', text))
    }
    const about = place.substate === 'understanding' ? 'user' : 'reply'
    if (event === 'done understand') return state === undefined ? [] : this.phrases.of(state, about).map((each) => answered(event, each))
    const isKnown = event.includes(' ') || event === 'conversation.retry' || state?.events.some((each) => each.event === event) === true
    return isKnown ? [{ event, decides: usable }] : []
  }

  #messages(state: StateScript | undefined): readonly string[] {
    const texts = state === undefined ? [] : this.phrases.of(state, 'user').map(({ text }) => text)
    return texts.filter((text) => text.length <= this.longest)
  }

  #said(event: string, type: string, text: string): Saying {
    const guards: Readonly<Record<string, unknown>> = this.machine.implementations.guards
    const input = { context: { lastReplyText: text }, event: { type, text, output: { text } } }
    return {
      event,
      decides: (leaf) => {
        const guard = guards[leaf.type]
        if (!BY_WORDS.includes(leaf.type) || typeof guard !== 'function') return usable(leaf)
        return Reflect.apply(guard, undefined, [input, leaf.params]) === true
      },
    }
  }
}

function usable({ type }: GuardLeaf): boolean | undefined {
  return UNUSABLE.includes(type) ? false : undefined
}

function answered(event: string, { answers }: TestUtterance): Saying {
  return {
    event,
    decides: (leaf) => {
      const { key, equals } = leaf.params ?? {}
      if (leaf.type !== 'answer' || typeof key !== 'string') return usable(leaf)
      // What the flow's own functions answer is not chosen.
      return isOfFunction(key) || answers[key] === undefined ? undefined : answers[key] === equals
    },
  }
}
