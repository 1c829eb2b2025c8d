import { type ConversationExplainer, explainConversation } from '../../analysis/explain/explain-conversation.js'
import { type Conversation, ConversationClosedError, NoSuchTurnError, type Turn } from '../../conversation/index.js'
import type { ConversationFlow } from '../../definition/flow.js'
import { stateOf } from '../../definition/state-facts.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import type { ConversationEmitted } from '../../machine/index.js'
import { chatExitCode, type ExitCode } from '../exit-codes.js'
import type { ChatHeader, ChatView, CommandResult, EventCause, ModelAnswer } from './chat-view.js'
import type { Line, LineReader } from './line-reader.js'
import { messageText, slashCommand } from './slash-commands.js'

const LONGEST_TEXT = 60

export interface SessionParts {
  readonly conversation: Conversation
  readonly flow: ConversationFlow | undefined
  readonly view: ChatView
  readonly reader: LineReader
  readonly prompt: string
  readonly header: ChatHeader
  /** The model's name; undefined without one. */
  readonly model: string | undefined
  /** Aborted when the person leaves: Ctrl-C, or the end of the input while a question is asked. */
  readonly leaving: AbortSignal
  /** What the model has answered; emptied after each turn. */
  readonly answers: ModelAnswer[]
}

/** What was not taken, and leaves the conversation as it was. */
const REFUSALS: readonly string[] = ['message-too-long', 'undeclared-event', 'event-refused']

type EventType = ConversationEmitted['type']

const SHOWN_EVENTS: Readonly<Record<EventType, boolean>> = {
  'state.entered': true,
  'state.resumed': true,
  'no.match': true,
  'limit.reached': true,
  'assistant.message': true,
  'reply.delta': true,
  'model.failed': true,
  // The person has just written it, or sees it as the assistant's.
  'message.added': false,
  // A chat sends texts only, each once.
  'message.refused': false,
  // The model's answers are shown as they are given.
  'message.understood': false,
  'event.refused': true,
  'event.ignored': true,
}

function isShown(type: string): type is EventType {
  return Object.entries(SHOWN_EVENTS).some(([known, shown]) => shown && known === type)
}

/** One person's time with a conversation, from the first prompt to the end or to their leaving. */
export class ChatSession {
  readonly #parts: SessionParts
  readonly #events: ConversationEmitted[] = []
  #shownAnswers = 0
  #isSending = false
  readonly #explainer: ConversationExplainer

  constructor(parts: SessionParts) {
    this.#parts = parts
    this.#explainer = explainConversation(parts.conversation)
    for (const type of Object.keys(SHOWN_EVENTS).filter(isShown)) parts.conversation.on(type, (event) => this.#take(event))
  }

  /** Resolves when the conversation has ended or was left, and is closed. */
  async run(): Promise<ExitCode> {
    const { conversation, view, header } = this.#parts
    const { id } = conversation
    while (conversation.phase !== 'done') {
      const line = await this.#nextLine()
      if (line === undefined) break
      if (line.text.trim() === '') continue
      if (!line.isShown) view.echo(line.text)
      if (!(await this.#obey(line.text))) break
    }
    // Read before closing, which gives up what runs.
    const { state, phase, outcome, data, turn, usage } = conversation
    const exitCode = chatExitCode(outcome, phase === 'failed')
    await conversation.close()
    view.ended({ id, state, phase, outcome, data, turns: turn, usage, exitCode }, header)
    return exitCode
  }

  /** The next line; undefined when there will be none: the input is over, the person leaves, or a timer has ended the conversation. */
  async #nextLine(): Promise<Line | undefined> {
    const { conversation, reader, prompt, leaving } = this.#parts
    if (leaving.aborted) return undefined
    const stops: (() => void)[] = []
    const ended = new Promise<undefined>((resolve) => {
      const end = () => resolve(undefined)
      leaving.addEventListener('abort', end, { once: true })
      stops.push(
        () => leaving.removeEventListener('abort', end),
        conversation.subscribe((_context, phase) => {
          if (phase === 'done') end()
        }),
      )
    })
    const line = await Promise.race([reader.next(prompt), ended])
    for (const stop of stops) stop()
    return line
  }

  /** Does what a line says. Resolves with false when the chat is over with it. */
  async #obey(text: string): Promise<boolean> {
    const { conversation, flow, model, view } = this.#parts
    const command = slashCommand(text, { conversation, flow, model })
    switch (command?.type) {
      case undefined:
        return await this.#message(messageText(text), () => conversation.send(messageText(text)))
      case 'event':
        return await this.#message(null, () => conversation.notify(command.event, command.payload))
      case 'say':
        return await this.#message(null, () => conversation.say(command.text, { name: command.name }))
      case 'quit':
        return false
      case 'cancel':
        await conversation.cancel()
        return false
      case 'retry':
        if (conversation.phase === 'failed') return await this.#turn(null, () => conversation.retry())
        view.notice('Nothing has failed, so there is nothing to repeat.')
        return true
      case 'turns':
        view.command(await showTurns(conversation))
        return true
      case 'rewind':
        await this.#goBack(command.turn)
        return true
      case 'why':
        await this.#explain(command.turn ?? conversation.turn)
        return true
      case 'show':
        view.command(command.result)
        return true
      case 'unknown':
        view.notice(command.message)
        return true
    }
  }

  /** Sends a message, an event, or what a person says. One that can not be taken is refused, and the chat goes on. */
  async #message(text: string | null, send: () => Promise<Turn>): Promise<boolean> {
    const { view } = this.#parts
    try {
      return await this.#turn(text, send)
    } catch (error) {
      if (!TalkchartError.isInstance(error) || !REFUSALS.includes(error.code)) throw error
      this.#isSending = false
      this.#events.length = 0
      view.notice(error.message)
      return true
    }
  }

  async #explain(turn: number): Promise<void> {
    const { view } = this.#parts
    try {
      view.why(await this.#explainer.explain(turn), turn)
    } catch (error) {
      if (!NoSuchTurnError.isInstance(error)) throw error
      view.notice(
        turn === 0 ? 'Nothing has been said yet that could be explained.' : `There is no turn ${turn} to explain. /turns lists them.`,
      )
    }
  }

  async #goBack(turn: number): Promise<void> {
    const { conversation, view } = this.#parts
    const result = await goBack(conversation, turn)
    if (result === undefined) view.notice(`There is no turn ${turn} to go back to. /turns lists them.`)
    else view.command(result)
  }

  async #turn(text: string | null, start: () => Promise<Turn>): Promise<boolean> {
    const { view, leaving, answers } = this.#parts
    this.#isSending = true
    view.working()
    const turn = await unlessLeaving(start(), leaving)
    this.#isSending = false
    if (turn === undefined) return false
    this.#flush('turn')
    view.turn(turn, text, answers.splice(0))
    this.#shownAnswers = 0
    return true
  }

  #take(event: ConversationEmitted): void {
    this.#events.push(event)
    if (!this.#isSending) this.#parts.reader.print(() => this.#flush('timer'))
    // A model is called only when the message is safe. A turn that makes no call is shown when it is committed.
    else if (event.type === 'reply.delta') this.#flush('turn')
  }

  /** Whether the flow says itself what follows the failure: the `onError` of the state's `invoke`. */
  #goesOn({ error, state }: Extract<ConversationEmitted, { readonly type: 'model.failed' }>): boolean {
    const { flow } = this.#parts
    return error.during === 'invoke' && flow !== undefined && stateOf(flow, state)?.invoke?.onError !== undefined
  }

  #flush(cause: EventCause): void {
    const { view, answers } = this.#parts
    view.answers(answers.slice(this.#shownAnswers))
    this.#shownAnswers = answers.length
    for (const event of this.#events.splice(0)) {
      if (event.type === 'model.failed' && this.#goesOn(event)) view.failure(event.error, true)
      else view.event(event, cause)
    }
  }
}

/** Returns the result; undefined when the person leaves first, or the conversation was closed because of it. */
async function unlessLeaving<Result>(operation: Promise<Result>, leaving: AbortSignal): Promise<Result | undefined> {
  const done = new AbortController()
  const left = new Promise<undefined>((resolve) => {
    leaving.addEventListener('abort', () => resolve(undefined), { once: true, signal: done.signal })
  })
  const settled = operation.catch((error: unknown) => {
    if (leaving.aborted && ConversationClosedError.isInstance(error)) return undefined
    throw error
  })
  // Else each message of a long chat would leave a listener behind.
  return await Promise.race([settled, left]).finally(() => done.abort())
}

/** Returns the turns that a conversation can return to, with what the person said in each. */
async function showTurns(conversation: Conversation): Promise<CommandResult> {
  const [turns, history] = await Promise.all([conversation.turns(), conversation.history()])
  const saidIn = (number: number) => history.find(({ role, turn }) => role === 'user' && turn === number)?.text ?? '(the opening)'
  const lines = turns.map(({ turn, state }) => `${turn}  ${state}: ${shortened(saidIn(turn))}`)
  return { name: 'turns', text: lines.join('\n'), value: turns.map((turn) => ({ ...turn })) }
}

/** Goes back to where a conversation stood after a turn; undefined when there is no such turn. */
async function goBack(conversation: Conversation, turn: number): Promise<CommandResult | undefined> {
  try {
    await conversation.rewind(turn)
  } catch (error) {
    if (NoSuchTurnError.isInstance(error)) return undefined
    throw error
  }
  const { state, phase, messages } = conversation
  const said = messages.findLast(({ role }) => role === 'assistant')?.text ?? ''
  const text = `Back after turn ${turn}, in ${state}${said === '' ? '' : `: ${said}`}`
  return { name: 'rewind', text, value: { turn, state, phase } }
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > LONGEST_TEXT ? `${line.slice(0, LONGEST_TEXT - 1)}…` : line
}
