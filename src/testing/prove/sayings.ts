import type { JsonValue } from '../../diagnostics/json.js'
import type { ConversationMachine } from '../../machine/conversation-machine.js'
import type { GuardLeaf } from '../../machine/guard-expression.js'
import type { FieldScript, StateFields } from '../script/field-script.js'
import { isOfFunction } from '../script/path-step.js'
import type { Phrasebook } from '../script/phrasebook.js'
import type { StateScript } from '../script/state-script.js'
import type { TestUtterance } from '../script/test-utterances.js'
import type { FlowModel } from './model.js'
import type { Place } from './places.js'
import { saidAtOnce } from './said-at-once.js'
import type { Saying, Telling } from './successors.js'
import { broughtBy, foundIn } from './tellings.js'

const NOTHING: Telling = { path: null, value: null, isAlone: true }

/** Messages that few fields read anything from. */
const MISSES: readonly string[] = ['hm', 'Hello?']

/** The guards that the words alone decide; the last two are asked of what users say. */
const BY_WORDS: readonly string[] = ['keyword', 'affirm', 'deny', 'unsure', 'regex', 'sentiment', 'wholeMessage', 'onlyAnswer']

/** The guards that hold only where a message tells another value of a field. */
const CORRECTING: readonly string[] = ['corrects', 'correctionRefused']

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

  /** What else may be done on purpose: two things said at once, a field told, something found or brought that makes a difference. */
  further(model: FlowModel, place: Place, asking: string | null): readonly Saying[] {
    const state = this.phrases.script.states.get(place.state ?? '')
    if (state === undefined) return []
    const known = model.facts.places.chancesIn(place).map(({ event }) => event)
    const brought = known.flatMap((event) => broughtBy(event, state, model).map((tells): Saying => ({ event, decides: usable, tells })))
    return known.includes('user.message') ? [...brought, ...this.#furtherMessages(model, place, state, asking)] : brought
  }

  #furtherMessages(model: FlowModel, place: Place, state: StateScript, asking: string | null): readonly Saying[] {
    const said = ({ text, answers }: Uttered) => this.#said('user.message', 'user.message', { text, answers })
    const atOnce = saidAtOnce(state, this.phrases).filter((text) => text.length <= this.longest)
    const found = foundIn(state, place, model)
    return [
      ...atOnce.map((text) => said({ text, answers: {} })),
      ...this.#messages(state).flatMap((each) => found.map((tells) => withFound(said(each), tells))),
      ...this.#answersTo(asking, state),
    ]
  }

  /** What fills the field that is asked for, and is read as it stands or told by a model. */
  #answersTo(asking: string | null, { fields }: StateScript): readonly Saying[] {
    const asked = fields?.way === 'collect' ? fields.fields.find(({ name }) => name === asking) : undefined
    if (asked === undefined) return []
    return [...asked.fills.map(({ text, value }) => this.#filling(asked, text, value)), ...this.#missing(fields)]
  }

  #filling({ name, kind }: FieldScript, text: string, value: JsonValue): Saying {
    const { event, decides } = this.#said('user.message', 'user.message', { text, answers: {} })
    const isSpecific = kind === 'choices' || kind === 'regex'
    const decided = (leaf: GuardLeaf) => (leaf.type === 'askedFound' ? isSpecific : decides(leaf))
    const tells: Telling = { path: name, value }
    const told: Pick<Saying, 'tells'> = kind === 'model' ? { tells: { ...tells, isAlone: true } } : {}
    const judged: Saying = { event: 'flow.understood', decides: decided, tells }
    return { event, decides: decided, tells, understood: { event: 'done understand', decides: decided, understood: judged, ...told } }
  }

  /** What tells nothing of any field. */
  #missing(fields: StateFields | undefined): readonly Saying[] {
    return MISSES.filter((text) => fields?.tells(text) === false).map((text) => {
      const { event, decides } = this.#said('user.message', 'user.message', { text, answers: {} })
      const decided = (leaf: GuardLeaf) => (leaf.type === 'askedFound' ? false : decides(leaf))
      const judged: Saying = { event: 'flow.understood', decides: decided, tells: NOTHING }
      return { event, decides: decided, tells: NOTHING, understood: { ...judged, event: 'done understand', understood: judged } }
    })
  }

  /** How a state that collects reads the message that leads there; undefined where it may tell something. */
  onEntry(place: Place, text: string): Saying | undefined {
    const { fields } = this.phrases.script.states.get(place.state ?? '') ?? {}
    if (fields?.way !== 'collect' || fields.tells(text)) return undefined
    const read: Saying = { event: 'done understand', decides: usable, tells: NOTHING }
    return { event: 'flow.spoken', decides: usable, tells: NOTHING, understood: read }
  }

  #on(event: string, place: Place, state: StateScript | undefined): readonly Saying[] {
    if (/^(error |snapshot|operator|conversation.interrupt)/.test(event)) return []
    if (event === 'user.message') return this.#messages(state).map((each) => correctingNothing(this.#said(event, event, each), state))
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
    const understood: Saying = { event: 'done understand', decides: (leaf) => byWords(leaf) ?? answered(leaf, answers), text }
    return { event, decides: (leaf) => byWords(leaf) ?? usable(leaf), understood, text }
  }
}

/** Where the words have nothing that may be another value, and a model that is asked tells of none, nothing is corrected. */
function correctingNothing(saying: Saying, state: StateScript | undefined): Saying {
  const { fields } = state ?? {}
  const { text, decides, understood } = saying
  if (fields?.way !== 'correct' || text === undefined || fields.mentions(text)) return saying
  const decided = (of: Saying['decides']) => (leaf: GuardLeaf) => (CORRECTING.includes(leaf.type) ? false : of(leaf))
  return {
    ...saying,
    decides: decided(decides),
    ...(understood === undefined ? {} : { understood: { ...understood, decides: decided(understood.decides) } }),
  }
}

function withFound(saying: Saying, tells: Telling): Saying {
  return saying.understood === undefined ? saying : { ...saying, understood: { ...saying.understood, tells } }
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
