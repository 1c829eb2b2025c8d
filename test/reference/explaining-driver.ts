import { explainTurn, type KnownAnswers, type TurnExplanation } from 'talkchart/analysis'
import { type AnyTransitionDefinition, createActor, type InspectionEvent } from 'xstate'
import type { ConversationFlow } from '../../src/definition/flow.js'
import { unfold } from '../../src/definition/flows/unfold.js'
import type { ConversationSnapshot } from '../../src/machine/conversation-snapshot.js'
import { positionOf } from '../../src/machine/state-position.js'
import { MachineDriver } from './machine-driver.js'

/** What the actor did with one message. */
interface TakenWay {
  readonly before: ConversationSnapshot
  readonly about: 'user' | 'reply'
  readonly text: string
  readonly known: KnownAnswers
  readonly taken: { readonly name: string | null; readonly scope: string }
  readonly isUnderstood: boolean
}

type Judging = Omit<TakenWay, 'taken'>

/** Drives a machine, and explains each message that its actor judges. */
export class ExplainingDriver extends MachineDriver {
  private readonly ways: TakenWay[] = []
  private judging: Judging | undefined
  private last: ConversationSnapshot | undefined
  private readonly states: ConversationFlow['states']

  constructor(flow: ConversationFlow) {
    super(flow)
    this.states = unfold(flow).states
    const inspect = (event: InspectionEvent) => {
      if (event.type === '@xstate.microstep' && event.actorRef === this.actor) this.look(event)
    }
    this.actor = this.watched(createActor(this.machine, { input: { conversationId: 'c' }, inspect }))
  }

  /** Returns the messages of which the explanation names another candidate than the actor took. */
  unlike(): readonly unknown[] {
    return this.ways.flatMap((way) => {
      const { before, text, known, taken, isUnderstood } = way
      const told = explainTurn(this.machine, before, text, known)
      const guessed = explainTurn(this.machine, before, text, known.at === undefined ? {} : { at: known.at })
      // A state may judge its replies by nothing, and what a reply has cost is not told.
      if (way.about === 'reply' && taken.name === null && (told.candidates.length === 0 || taken.scope === 'limit')) return []
      const isRight = told.about === way.about && isSame(told, taken)
      // What the model decides is open without its answers.
      if (isRight && ((isUnderstood && guessed.taken === null) || isSame(guessed, taken))) return []
      return [{ at: before.value, text, known, isUnderstood, taken, told, guessed }]
    })
  }

  private judgesReply({ value }: ConversationSnapshot): boolean {
    return this.states[positionOf(value).state]?.transitionsOn === 'reply'
  }

  private look({ event, snapshot, _transitions }: Extract<InspectionEvent, { type: '@xstate.microstep' }>): void {
    const before = this.last
    // The snapshot of a machine's own actor.
    this.last = snapshot as ConversationSnapshot
    const [transition] = _transitions
    if (before === undefined || transition === undefined) return
    this.begin(before, event)
    if (this.judging === undefined) return
    if (event.type === 'xstate.done.actor.understand') {
      const { answers, data, usage, told, reason } = event.output
      const known = { complete: true, answers, data, usage, ...(told && { told }), ...(reason && { reason }), ...this.judging.known }
      this.judging = { ...this.judging, known, isUnderstood: true }
    }
    const to = transition.target?.[0]?.key ?? ''
    if (OF_USER.includes(to) || (this.judging.about === 'reply' && OF_REPLY.includes(to))) return
    const taken = wayOf(transition)
    if (taken !== undefined) this.ways.push({ ...this.judging, taken })
    this.judging = undefined
  }

  private begin(before: ConversationSnapshot, event: { readonly type: string; readonly [key: string]: unknown }): void {
    const { substate } = positionOf(before.value)
    const common = { before, known: {}, isUnderstood: false }
    if (event.type === 'user.message' && (substate === 'listening' || substate === 'failed')) {
      const at = typeof event['at'] === 'number' ? event['at'] : Date.now()
      this.judging = { ...common, about: 'user', text: String(event['text']), known: { at } }
    } else if (event.type === 'xstate.done.actor.respond' && this.judgesReply(before)) {
      this.judging = { ...common, about: 'reply', text: String(Reflect.get(Object(event['output']), 'text')) }
    } else if (event.type === 'flow.spoken' && this.judgesReply(before)) {
      this.judging = { ...common, about: 'reply', text: before.context.lastReplyText }
    } else if (!JUDGED_FURTHER_BY.includes(event.type)) {
      this.judging = undefined
    }
  }
}

/** Where a message is still judged. A user's message after which a state's next reply is judged has missed. */
const OF_USER: readonly string[] = ['understanding', 'collecting', 'understood']
const OF_REPLY: readonly string[] = ['understandingReply', 'understoodReply']

const JUDGED_FURTHER_BY: readonly string[] = ['xstate.done.actor.understand', 'flow.understood', 'flow.collected']

function isSame({ candidates, taken }: TurnExplanation, { name, scope }: TakenWay['taken']): boolean {
  const found = taken === null ? undefined : candidates[taken]
  return found?.name === name && found.scope === scope
}

/** Says what a transition stands for; undefined for one by which nothing is judged. */
function wayOf({ meta, actions, guard, description = '' }: AnyTransitionDefinition): TakenWay['taken'] | undefined {
  const types = actions.map((action: unknown) => String(Reflect.get(Object(action), 'type')))
  if (types.includes('refuse') || types.includes('recordFailure') || description === 'once more') return undefined
  if (types.includes('reachLimit')) return { name: null, scope: 'limit' }
  const name: unknown = meta?.['transition']
  if (name === 'collected') return { name, scope: 'collected' }
  if (name === 'corrected') return { name, scope: 'correction' }
  if (typeof name === 'string') return { name, scope: String(meta?.['scope'] ?? 'own') }
  if (description.includes('not fit') || JSON.stringify(guard ?? '').includes('Refused')) return { name: null, scope: 'invalid' }
  return { name: null, scope: types.includes('ask') && !types.includes('countMiss') ? 'question' : 'miss' }
}
