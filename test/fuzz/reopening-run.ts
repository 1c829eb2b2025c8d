import { isDeepStrictEqual } from 'node:util'
import { vi } from 'vitest'
import type { Conversation as Reference } from '../reference/conversation.js'
import { answer, cancel, passTime, retry, settle, userMessage } from '../reference/interpreter.js'
import { STARTED_AT } from '../reference/machine-driver.js'
import { sorted } from '../reference/observation.js'
import { answerTo, type ScriptStep } from '../reference/random-script.js'
import type { ReopeningDriver } from './reopening-driver.js'

/** What happens to the process that holds the conversation, during one step of a script. */
export interface Interruption {
  readonly how: 'none' | 'close' | 'die'
  /** After how many microtasks of the step; null: when the step is over. */
  readonly within: number | null
}

interface Comparable {
  readonly state: string
  readonly data: object
  readonly messages: readonly { readonly at: number }[]
  readonly visits: Readonly<Record<string, number | undefined>>
  readonly turn: number
  readonly noMatches: number
  readonly usage: object
}

/** One script, on a conversation and on the reference. */
export class ReopeningRun {
  private restedAt = STARTED_AT
  private isComparable = true
  private hasReopened = false
  private hasRetried = false
  private count = 0

  constructor(
    private readonly reference: Reference,
    private readonly driver: ReopeningDriver,
  ) {}

  async step(step: ScriptStep, interruption: Interruption): Promise<void> {
    const wasBusy = isBusy(this.reference)
    await this.act(step)
    if (interruption.how === 'none') await this.driver.flush()
    else await this.interrupt(step, interruption, wasBusy)
    if (isBusy(this.reference)) return
    this.restedAt = this.reference.now
    this.hasRetried = false
  }

  private async interrupt(step: ScriptStep, { how, within }: Interruption, wasBusy: boolean): Promise<void> {
    const { reference, driver } = this
    if (within === null) await driver.flush()
    else for (let microtask = 0; microtask < within; microtask += 1) await undefined
    if (isBusy(reference) || within !== null) this.hasReopened = true
    if (this.isForgotten(step, within !== null, wasBusy)) this.isComparable = false
    if (how === 'close') await driver.close()
    else driver.die()
    await driver.flush()
  }

  /** Only messages are kept for a new turn: not that somebody retried or cancelled, nor when a part of a turn was spoken. */
  private isForgotten(step: ScriptStep, isWithin: boolean, wasBusy: boolean): boolean {
    const asked = isWithin && (step.type === 'retry' || step.type === 'cancel')
    const inTurn = isWithin || isBusy(this.reference)
    const tookTime = inTurn && this.restedAt !== this.reference.now
    return asked || tookTime || (inTurn && this.hasRetried) || (step.type === 'wait' && wasBusy)
  }

  private act(step: ScriptStep): Promise<void> | void {
    switch (step.type) {
      case 'say':
        return this.say(step)
      case 'answer':
        return this.answer(step)
      case 'retry':
        return this.retry()
      case 'cancel':
        if (!this.driver.conversation) return
        cancel(this.reference)
        return this.driver.cancel()
      case 'wait':
        return this.wait(step.seconds * 1000)
      default:
        return
    }
  }

  private async say({ messages }: Extract<ScriptStep, { type: 'say' }>): Promise<void> {
    const { reference, driver } = this
    for (const { text, id } of messages) {
      this.count += 1
      const message = { text, id: id ?? `m${this.count}` }
      if (!driver.sent.some((sent) => sent.id === message.id)) driver.send(message)
      userMessage(reference, { ...message, at: reference.now })
    }
    await settle(reference)
  }

  private async answer(step: Extract<ScriptStep, { type: 'answer' }>): Promise<void> {
    const { reference, driver } = this
    const pending = sorted(this.isComparable ? reference.pending : driver.pending())
    const request = pending[step.which % Math.max(1, pending.length)]
    if (!request) return
    const given = answerTo(request, step)
    if (this.isComparable) answer(reference, request, given)
    await settle(reference)
    driver.answer(request.id, given)
  }

  private async retry(): Promise<void> {
    if (!this.driver.conversation) return
    this.hasRetried ||= this.reference.substate === 'failed'
    retry(this.reference)
    this.driver.retry()
    await settle(this.reference)
  }

  private async wait(milliseconds: number): Promise<void> {
    // What is said before the conversation is open is sent when it is, and so gets another time.
    if (!this.driver.conversation) this.isComparable = false
    await passTime(this.reference, milliseconds)
    await vi.advanceTimersByTimeAsync(milliseconds)
  }

  /** What the conversation and the reference do not agree on. */
  difference(): string | undefined {
    const { reference, driver } = this
    if (!this.isComparable || !driver.conversation) return undefined
    const { context, value, status } = driver.conversation.actor.getSnapshot()
    const expected = {
      at: reference.outcome ? reference.substate : `${reference.state}.${reference.substate}`,
      ...this.comparable(reference),
      error: reference.error?.during ?? null,
    }
    const place =
      typeof value === 'string'
        ? value
        : Object.entries(value)
            .map(([name, inner]) => `${name}.${inner}`)
            .join()
    const observed = { at: place, ...this.comparable(context), error: context.error?.during ?? null }
    if (status !== 'error' && isDeepStrictEqual(expected, observed)) return undefined
    const facts = { expected, observed }
    return JSON.stringify(facts)
  }

  private comparable({ state, data, messages, visits, turn, noMatches, usage }: Comparable) {
    const shown = messages.map(({ at, ...message }) => (this.hasReopened ? message : { ...message, at }))
    return { state, data: { ...data }, messages: shown, visits: { ...visits }, turn, noMatches, usage: { ...usage } }
  }

  /** Answers everything until the conversation waits for its user. */
  async finish(): Promise<void> {
    const { driver } = this
    for (let round = 0; round < 300; round += 1) {
      await driver.flush()
      const [request] = driver.pending()
      if (!request) return
      driver.answer(request.id, answerTo(request, { type: 'answer', which: 0, how: 'value', seed: 0 }))
    }
  }
}

function isBusy({ substate, outcome }: Reference): boolean {
  return outcome === null && substate !== 'listening' && substate !== 'failed'
}
