import type { ConversationMachine } from '../../machine/conversation-machine.js'
import type { GuardLeaf } from '../../machine/guard-expression.js'
import { isOfFunction } from '../script/path-step.js'
import type { Phrasebook } from '../script/phrasebook.js'
import type { StateScript } from '../script/state-script.js'
import type { TestUtterance } from '../script/test-utterances.js'
import type { Place } from './places.js'
import { saidAtOnce } from './said-at-once.js'
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
    private readonly events: readonly string[],
  ) {}

  /** What may be done on purpose in a place. Where nothing of it is known, whatever comes of it has to be good. */
  in(place: Place, events: readonly string[]): readonly Saying[] {
    const state = this.phrases.script.states.get(place.state ?? '')
    return events.flatMap((event) => this.#on(event, place, state))
  }

  /** What may be said of two things at once, where users are heard. */
  atOnce(place: Place, events: readonly string[]): readonly Saying[] {
    const state = this.phrases.script.states.get(place.state ?? '')
    if (state === undefined || !events.includes('user.message')) return []
    const texts = saidAtOnce(state, this.phrases).filter((text) => text.length <= this.longest)
    return texts.map((text) => this.#said('user.message', 'user.message', { text, answers: {} }))
  }

  #on(event: string, place: Place, state: StateScript | undefined): readonly Saying[] {
    if (/^(error |snapshot|operator|conversation.interrupt)/.test(event)) return []
    if (event === 'user.message') return this.#messages(state).map((each) => this.#said(event, 'user.message', each))
    if (event === 'done respond') {
      const own = state?.onReply ? this.phrases.of(state, 'reply') : [{ text: `[${place.state}]`, answers: {} }]
      return own.map((each) => this.#said(event, 'xstate.done.actor.respond', each))
    }
    const about = place.substate === 'understanding' ? 'user' : 'reply'
    if (event === 'done understand') {
      return state === undefined
        ? []
        : this.phrases.of(state, about).map(({ answers }) => ({ event, decides: (leaf) => answered(leaf, answers) }))
    }
    const isKnown = event.includes(' ') || event === 'conversation.retry' || this.events.includes(event)
    return isKnown ? [{ event, decides: usable }] : []
  }

  #messages(state: StateScript | undefined): readonly Uttered[] {
    return state === undefined ? [] : this.phrases.of(state, 'user').filter(({ text }) => text.length <= this.longest)
  }

  /** What is said is judged at once, or once a model has answered what goes with it. */
  #said(event: string, type: string, { text, answers }: Uttered): Saying {
    const guards: Readonly<Record<string, unknown>> = this.machine.implementations.guards
    const input = { context: { lastReplyText: text }, event: { type, text, output: { text } } }
    const byWords = (leaf: GuardLeaf) => {
      const guard = guards[leaf.type]
      if (!BY_WORDS.includes(leaf.type) || typeof guard !== 'function') return undefined
      return Reflect.apply(guard, undefined, [input, leaf.params]) === true
    }
    const understood: Saying = { event: 'done understand', decides: (leaf) => byWords(leaf) ?? answered(leaf, answers) }
    return { event, decides: (leaf) => byWords(leaf) ?? usable(leaf), understood }
  }
}

type Uttered = Pick<TestUtterance, 'text' | 'answers'>

function usable({ type }: GuardLeaf): boolean | undefined {
  return UNUSABLE.includes(type) ? false : undefined
}

function answered(leaf: GuardLeaf, answers: TestUtterance['answers']): boolean | undefined {
  const { key, equals } = leaf.params ?? {}
  if (leaf.type !== 'answer' || typeof key !== 'string') return usable(leaf)
  // What the flow's own functions answer is not chosen.
  return isOfFunction(key) || answers[key] === undefined ? undefined : answers[key] === equals
}
