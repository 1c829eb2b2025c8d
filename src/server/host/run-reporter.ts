import type { ReportProblem } from '../../conditions/evaluation.js'
import type { ConversationView } from '../../conversation/api/conversation-view.js'
import type { Redact } from '../../conversation/api/open-options.js'
import type { ConversationEmitted } from '../../machine/index.js'
import { OPENING_ID } from '../../machine/message-ids.js'
import { randomId } from '../../machine/random-id.js'
import type { Message } from '../../model/message.js'
import type { TurnEvent } from '../protocol/events.js'
import type { ReplyRelay } from '../relay/reply-relay.js'
import type { Channel, HostOutcome, Run } from './channel.js'
import { endElsewhere, turnOf } from './untold.js'

/** Whom a reporter tells, and of what not. */
export interface ReportOptions {
  readonly channel: Channel
  readonly relay: ReplyRelay | undefined
  /** What is stored is redacted by it, and so is what is relayed: pieces of a text can not be. */
  readonly redact: Redact | undefined
  readonly onProblem: ReportProblem
  readonly onInterrupt: () => void
  /** Where the conversation stands. */
  readonly view: () => ConversationView
}

/** The message whose turn runs. */
interface Taken {
  readonly messageId: string
  readonly turn: number
  readonly message?: Message
}

/** Makes runs out of what a conversation emits, and tells them to followers here and to the relay. A relay that fails changes nothing. */
export class RunReporter {
  readonly #options: ReportOptions
  #run: Run | undefined
  #revision = 0

  constructor(options: ReportOptions) {
    this.#options = options
  }

  get running(): Run | undefined {
    return this.#run?.isOver === false ? this.#run : undefined
  }

  /** The revision on which the run builds. */
  get revision(): number {
    return this.#revision
  }

  hear(event: ConversationEmitted): void {
    if (event.type === 'message.added' && event.message.role === 'user') {
      const { message } = event
      this.#begin({ messageId: message.id, turn: message.turn, message })
    } else if (event.type === 'state.entered') {
      const { type: _type, ...data } = event
      this.#tell([{ type: 'state', data }])
    } else if (event.type === 'reply.delta') this.#tell([{ type: 'delta', data: { text: event.delta } }])
    else if (event.type === 'assistant.message') this.#message(event.message)
  }

  #message(message: Message): void {
    const { suggestions } = message
    this.#tell([
      { type: 'message', data: { message } },
      ...(suggestions === undefined ? [] : [{ type: 'suggestions' as const, data: { items: suggestions } }]),
    ])
  }

  /** Ends the run that took up that message. Its outcome is stored. */
  endOf(messageId: string, outcome: HostOutcome): void {
    this.#end(runOf(this.#options.channel, messageId), outcome)
  }

  /** Ends what ran when the conversation is at rest. Otherwise it goes on: what was refused meanwhile is no end of it. */
  endAtRest(outcome?: HostOutcome): void {
    if (isAtRest(this.#options.view())) this.#end(this.running, outcome)
  }

  #end(run: Run | undefined, outcome: HostOutcome | undefined): void {
    if (run === undefined) return
    const { channel, relay } = this.#options
    channel.end(run, outcome)
    this.#total(relay?.end(channel.id, run.attempt))
  }

  #begin(message: Taken): Run {
    const { channel, relay, onInterrupt, view } = this.#options
    const attempt = randomId()
    const { running } = channel
    // What another process ran before is stored by now, unless this is that very turn.
    if (running !== undefined && turnOf(running) !== message.turn) endElsewhere(channel, running, view().messages)
    const run = channel.begin(attempt, true)
    this.#run = run
    this.#revision = view().revision
    this.#total(relay?.begin(channel.id, attempt, onInterrupt))
    this.#tell([{ type: 'begin', data: { attempt, ...message } }])
    return run
  }

  /** Returns the newest message that was taken up: a run that begins without one, by a retry or by a timer, goes on with its turn. */
  #newest(): Taken {
    const { messages, turn } = this.#options.view()
    const taken = messages.findLast(({ role, pending }) => role === 'user' && pending !== true)
    return { messageId: taken?.id ?? OPENING_ID, turn }
  }

  #tell(events: readonly TurnEvent[]): void {
    const { channel, relay } = this.#options
    const run = this.running ?? this.#begin(this.#newest())
    channel.add(run, events)
    try {
      relay?.append(channel.id, run.attempt, this.#relayed(events))
    } catch (error) {
      this.#problem(error)
    }
  }

  #relayed(events: readonly TurnEvent[]): readonly TurnEvent[] {
    const { redact } = this.#options
    if (redact === undefined) return events
    return events.flatMap((event): readonly TurnEvent[] => {
      if (event.type === 'delta') return []
      if (event.type === 'begin') {
        const { message } = event.data
        return [message === undefined ? event : { ...event, data: { ...event.data, message: redacted(message, redact) } }]
      }
      return [event.type === 'message' ? { ...event, data: { message: redacted(event.data.message, redact) } } : event]
    })
  }

  #total(relayed: Promise<void> | undefined): void {
    relayed?.catch((error: unknown) => this.#problem(error))
  }

  #problem(error: unknown): void {
    this.#options.onProblem({ type: 'follow', message: 'A running turn could not be relayed to other processes.', error })
  }
}

/** Tells whether no turn runs. What is closed or broken is at rest. */
export function isAtRest({ running, status }: ConversationView): boolean {
  return !running && status !== 'busy' && status !== 'opening'
}

function redacted(message: Message, redact: Redact): Message {
  return { ...message, text: redact(message.text) }
}

/** Returns the newest run that took up that message. */
function runOf(channel: Channel, messageId: string): Run | undefined {
  let found: Run | undefined
  for (let run = channel.runFrom(0); run !== undefined; run = channel.runFrom(run.number + 1)) {
    const [first] = run.events
    if (run.isOwn && first?.type === 'begin' && first.data.messageId === messageId) found = run
  }
  return found
}
