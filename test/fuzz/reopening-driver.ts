import { setImmediate as nextMacrotask } from 'node:timers/promises'
import { type Conversation, type LoadedConversation, memoryStore, openConversation, type PrunableStore } from 'talkchart'
import { vi } from 'vitest'
import type { ConversationFlow } from '../../src/definition/flow.js'
import type { Answer, Request } from '../reference/conversation.js'
import { scriptedMachine } from '../reference/machine-driver.js'
import { PendingCalls } from '../reference/pending-model.js'
import { type MortalStore, mortalStore } from './mortal-store.js'

const ID = 'c'

/** So few that old ones are forgotten all the time. */
const KEPT_REVISIONS = 2

/** More than any turn makes calls. */
const MOST_ROUNDS = 100

/** A message as its sender knows it. */
interface SentMessage {
  readonly id: string
  readonly text: string
  fate: 'open' | 'answered' | 'refused' | 'given up'
}

function hasFailedFor({ phase, messages }: Conversation, { id }: SentMessage): boolean {
  return phase === 'failed' && messages.findLast(({ role }) => role === 'user')?.id === id
}

/**
 * Holds one conversation, which it closes and opens again, or lets die and opens again, as it is told. What was not answered is then
 * sent again, under the same id, as a careful client does.
 */
export class ReopeningDriver {
  /** Every message that was ever sent, in order. */
  readonly sent: SentMessage[] = []
  /** Rejections that no sender expects. */
  readonly surprises: unknown[] = []
  conversation: Conversation | undefined
  private readonly inner: PrunableStore = memoryStore()
  private mortal: MortalStore = mortalStore(this.inner)
  private calls = new PendingCalls()
  private earlier: PendingCalls[] = []
  private waitedFor = new Set<string>()

  constructor(private readonly flow: ConversationFlow) {}

  /** Begins to open; `conversation` is there when it is open. */
  open(): void {
    const calls = new PendingCalls()
    this.earlier.push(this.calls)
    this.calls = calls
    const opening = openConversation({
      machine: scriptedMachine(this.flow, calls),
      store: this.mortal.store,
      id: ID,
      keepRevisions: KEPT_REVISIONS,
    })
    opening.then(
      (conversation) => {
        if (this.calls !== calls) return
        this.conversation = conversation
        for (const message of this.sent) {
          if (message.fate === 'answered' || message.fate === 'refused') continue
          // Sent again, it would repeat the call that has failed. The script decides whether that is done.
          if (hasFailedFor(conversation, message)) message.fate = 'answered'
          else this.deliver(message)
        }
      },
      (error: unknown) => this.surprises.push(error),
    )
  }

  send(message: { readonly id: string; readonly text: string }): void {
    const sent: SentMessage = { ...message, fate: 'open' }
    this.sent.push(sent)
    if (this.conversation) this.deliver(sent)
  }

  retry(): void {
    if (this.conversation?.phase !== 'failed') return
    // The call that is repeated is the one that failed: this time it is answered by the script.
    this.earlier = []
    this.expectTurn(this.conversation.retry())
  }

  cancel(): void {
    if (this.conversation && this.conversation.phase !== 'done') this.expectTurn(this.conversation.cancel())
  }

  answer(id: string, given: Answer): void {
    this.calls.answer(id, given)
  }

  /** Closes the conversation as its owner would. */
  async close(): Promise<void> {
    const { conversation } = this
    if (!conversation) return
    this.giveUp()
    let isClosed = false
    void conversation.close().then(() => {
      isClosed = true
    })
    await this.flush()
    if (!isClosed) throw new Error('The conversation does not close')
    this.open()
  }

  /** What the death of a process leaves: nothing but the store. */
  die(): void {
    this.mortal.die()
    this.mortal = mortalStore(this.inner)
    this.giveUp()
    this.open()
  }

  /** Lets everything run that waits for nobody. A call that is made again is answered as it was before. */
  async flush(): Promise<void> {
    for (let round = 0; ; round += 1) {
      if (round > MOST_ROUNDS) throw new Error('The conversation asks the same again and again')
      await nextMacrotask()
      // What became overdue meanwhile is due now.
      await vi.advanceTimersByTimeAsync(0)
      await nextMacrotask()
      const again = this.calls.takeMade().flatMap((request) => {
        const given = this.waitedFor.has(JSON.stringify(request)) ? undefined : this.givenEarlier(request)
        return given ? [{ request, given }] : []
      })
      if (again.length === 0) return
      for (const { request, given } of again) {
        this.calls.answer(request.id, given)
      }
    }
  }

  /** The calls that wait for an answer. */
  pending(): readonly Request[] {
    return this.calls.waitedFor()
  }

  stored(): Promise<LoadedConversation | undefined> {
    return this.inner.load(ID)
  }

  private giveUp(): void {
    const open = this.calls.waitedFor()
    this.waitedFor = new Set(open.map((request) => JSON.stringify(request)))
    this.conversation = undefined
    for (const message of this.sent) if (message.fate === 'open') message.fate = 'given up'
  }

  private deliver(message: SentMessage): void {
    const { conversation } = this
    if (!conversation) return
    message.fate = 'open'
    conversation.send(message.text, { id: message.id }).then(
      () => {
        message.fate = 'answered'
      },
      (error: unknown) => {
        if (this.conversation !== conversation) return
        message.fate = 'refused'
        this.note(error)
      },
    )
  }

  private expectTurn(turn: Promise<unknown>): void {
    const { conversation } = this
    turn.catch((error: unknown) => {
      if (this.conversation === conversation) this.note(error)
    })
  }

  private note(error: unknown): void {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'conversation-done') this.surprises.push(error)
  }

  /** What was answered before the last opening. */
  private givenEarlier(request: Request): Answer | undefined {
    return this.earlier.findLast((calls) => calls.givenTo(request))?.givenTo(request)
  }
}
