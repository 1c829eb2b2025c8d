import type { Truth } from '../../conditions/evaluation.js'
import { guardLeavesOf } from '../../machine/config.js'
import type { UnknownEvent } from '../../machine/event-facts.js'
import type { GuardLeaf } from '../../machine/guard-expression.js'
import { isBuiltInGuard } from '../../machine/implementation-names.js'
import type { UnderstandingMeta } from '../../machine/meta.js'
import { positionOf } from '../../machine/state-position.js'
import { NO_USAGE } from '../../model/usage.js'
import type { ExplainedMachine } from './explained-machine.js'
import type { ExplainedQuestion, KnownAnswers } from './explanation.js'
import { type AskGuards, type JudgedStage, judgeStage } from './judged-stage.js'
import { Questions } from './questions.js'
import type { GuardCall, GuardInput, Standing } from './traced-machine.js'
import { isAsking, type Stage, stageOf, type Way } from './way.js'

/** What a message came to: the stages at which it was judged, in order, and those that it did not come to. */
export interface JudgedMessage {
  readonly about: 'user' | 'reply'
  readonly reached: readonly [JudgedStage, ...JudgedStage[]]
  readonly unreached: readonly Stage[]
  readonly questions: Questions
  readonly asked: readonly ExplainedQuestion[]
  readonly guards: AskGuards
  /** What a guard of the user's own said when XState asked it. */
  readonly said: (leaf: GuardLeaf) => Truth | undefined
}

/** Judges a message where the machine stands; undefined where no message is judged. */
export function judgeMessage(machine: ExplainedMachine, standing: Standing, text: string, known: KnownAnswers): JudgedMessage | undefined {
  const { state, substate } = positionOf(standing.value)
  const stage = substate === null ? undefined : stageOf(machine.config, state, substate)
  if (stage === undefined) return undefined
  const listens = stageOf(machine.config, state, 'listening') !== undefined
  // Where nobody is listened to, what follows a reply is decided by the data, or by who has called.
  if (!listens && stage.substate !== 'failed') return undefined
  return new MessageJudge(machine, { state, stage, text, known }).judge(standing)
}

/** What looks at the data, or at what was told of it. */
const OF_DATA: readonly string[] = [
  'context',
  'valueInvalid',
  'filled',
  'asks',
  'progressed',
  'valueRefused',
  'refusedOften',
  'corrects',
  'correctionRefused',
]

interface MessageFacts {
  readonly state: string
  /** Where the message is judged first. */
  readonly stage: Stage
  readonly text: string
  readonly known: KnownAnswers
}

/** Judges one message, stage by stage. */
class MessageJudge {
  readonly #machine: ExplainedMachine
  readonly #facts: MessageFacts
  readonly #isReply: boolean
  readonly #understanding: UnderstandingMeta | undefined
  readonly #questions: Questions
  readonly #userGuards = new Map<unknown, Truth>()
  readonly #reached: JudgedStage[] = []
  #asked: readonly ExplainedQuestion[] = []
  /** How often the model is asked. */
  #modelCalls = 0
  /** What was extracted is not known, and what looks at the data hangs on it. */
  #isDataOpen = false

  constructor(machine: ExplainedMachine, facts: MessageFacts) {
    this.#machine = machine
    this.#facts = facts
    this.#isReply = facts.stage.substate !== 'listening' && facts.stage.substate !== 'failed'
    const node = machine.config.states[facts.state]?.states?.[this.#isReply ? 'understandingReply' : 'understanding']
    this.#understanding = node?.meta as unknown as UnderstandingMeta | undefined
    this.#questions = new Questions(this.#understanding, facts.known)
  }

  judge({ value, context }: Standing): JudgedMessage | undefined {
    const said = this.#isReply ? { ...context, lastReplyText: this.#facts.text } : context
    if (isAsking(this.#facts.stage.substate)) this.#ask(said, true)
    const event = this.#firstEvent()
    if (event === undefined) return undefined
    this.#walk({ value, context: said }, event, this.#facts.stage)
    const [first, ...others] = this.#reached
    const unreached = this.#unreached()
    // Most states do not judge their replies.
    if (first === undefined || (this.#isReply && ![...this.#reached, ...unreached].some(({ ways }) => ways.some(isNamed)))) return undefined
    return {
      about: this.#isReply ? 'reply' : 'user',
      reached: [first, ...others],
      unreached,
      questions: this.#questions,
      asked: this.#asked,
      guards: this.#guards,
      said: ({ type, params }) => this.#userGuards.get(params ?? type),
    }
  }

  /** Returns what brings the words to where they are judged; undefined where they would wait. */
  #firstEvent(): UnknownEvent | undefined {
    const { stage, text, known } = this.#facts
    switch (stage.substate) {
      case 'listening':
      case 'failed':
        return { type: 'user.message', text, ...(known.at === undefined ? {} : { at: known.at }) }
      case 'responding':
        return { type: 'xstate.done.actor.respond', output: { text } }
      case 'spoken':
        return { type: 'flow.spoken' }
      case 'understandingReply':
        return this.#understood()
      default:
        return undefined
    }
  }

  /** What is not known of the cost is a call for each question to a model, without tokens. */
  #understood(): UnknownEvent {
    const { text, known } = this.#facts
    const { answers = {}, data = {}, told, reason, usage = { ...NO_USAGE, modelCalls: this.#modelCalls } } = known
    const found = { ...(told === undefined ? {} : { told }), ...(reason === undefined ? {} : { reason }) }
    return { type: 'xstate.done.actor.understand', output: { text, answers, data, usage, ...found } }
  }

  /** Takes one event, judges what the machine did on it, and goes on where it went on. */
  #walk(standing: Standing, event: UnknownEvent, from: Stage): void {
    const { calls, context } = this.#machine.traced.walk(standing, event, this.#facts.known.guards)
    this.#hear(calls)
    let stage: Stage | undefined = from
    for (let left = calls; stage !== undefined; ) {
      const input: GuardInput = left[0]?.input ?? { context: standing.context, event }
      const judged = judgeStage(stage, left, input, this.#guards)
      this.#reached.push(judged)
      left = left.slice(judged.calls)
      const way = judged.taken
      const next = way?.leadsTo
      if (way !== undefined && next !== undefined && isAsking(next)) {
        const asking = stageOf(this.#machine.config, this.#facts.state, next)
        if (asking === undefined) return
        this.#ask(context, way.candidate === undefined)
        this.#walk({ value: { [this.#facts.state]: next }, context }, this.#understood(), asking)
        return
      }
      stage = next === undefined || !JUDGED_ON.includes(next) ? undefined : stageOf(this.#machine.config, this.#facts.state, next)
    }
  }

  /** Notes what is asked now. Without a candidate to ask for, something is extracted. */
  #ask(context: Standing['context'], extracts: boolean): void {
    const { data, told, complete = false } = this.#facts.known
    this.#isDataOpen = extracts && data === undefined && told === undefined && !complete
    const nodes = this.#isReply ? (['understandingReply', 'understoodReply'] as const) : (['understanding', 'understood'] as const)
    const ways = nodes.flatMap((node) => stageOf(this.#machine.config, this.#facts.state, node)?.ways ?? [])
    const leaves = ways.flatMap(({ config }) => guardLeavesOf(config))
    const answers = leaves.filter(({ type }) => type === 'answer')
    const requests = this.#questions.requests(this.#machine.meta, context)
    this.#modelCalls = requests.length
    this.#asked = this.#questions.list(requests, answers)
  }

  #hear(calls: readonly GuardCall[]): void {
    for (const { type, params, result, parts } of calls) {
      if (!isBuiltInGuard(type)) this.#userGuards.set(params ?? type, result)
      this.#hear(parts)
    }
  }

  readonly #guards: AskGuards = {
    isOpen: (leaf) => this.#isOpen(leaf),
    ask: (leaf, input) => {
      if (this.#isOpen(leaf)) return 'unknown'
      const { type, params } = leaf
      const answered = type === 'answer' && input.event.output === undefined
      const event = answered ? this.#understood() : input.event
      return this.#machine.traced.ask(type, params, { context: input.context, event }, this.#facts.known.guards)
    },
  }

  #isOpen({ type, params }: GuardLeaf): boolean {
    if (type === 'answer') return !this.#questions.isKnown(String(params?.key))
    return this.#isDataOpen && (OF_DATA.includes(type) || !isBuiltInGuard(type))
  }

  /** The stages to which ways lead that were not taken. */
  #unreached(): readonly Stage[] {
    const known = new Set(this.#reached.map(({ substate }) => substate))
    const found: Stage[] = []
    const look = ({ ways }: Pick<Stage, 'ways'>): void => {
      for (const { leadsTo } of ways) {
        if (leadsTo === undefined || known.has(leadsTo) || !(isAsking(leadsTo) || JUDGED_ON.includes(leadsTo))) continue
        known.add(leadsTo)
        const stage = stageOf(this.#machine.config, this.#facts.state, leadsTo)
        if (stage === undefined) continue
        found.push(stage)
        look(stage)
      }
    }
    for (const stage of this.#reached) look(stage)
    return found
  }
}

function isNamed({ candidate }: Way): boolean {
  return typeof candidate?.name === 'string'
}

/** Where a message is judged further, on an event that the machine raises for itself. */
const JUDGED_ON: readonly string[] = ['collecting', 'understood', 'understoodReply']
