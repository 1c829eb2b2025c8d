import type { TurnExplanation } from '../../analysis/index.js'
import { quote, visible } from '../../diagnostics/quote.js'
import type { ConversationEmitted, ConversationError } from '../../machine/index.js'
import type { Message } from '../../model/message.js'
import type { Environment } from '../environment.js'
import { type Colors, colorsFor } from '../terminal.js'
import type { ChatEnd, ChatHeader, ChatView, ModelAnswer } from './chat-view.js'
import { TextScreen } from './text-screen.js'
import { whyLines } from './why.js'
import { withoutControl } from './word-wrap.js'

export const YOU = 'you › '

/** A chat as people read it: who says what, and dimly what the chart does. */
export class TextView implements ChatView {
  readonly showsDeltas = true
  readonly #screen: TextScreen
  readonly #colors: Colors
  readonly #botName: string
  readonly #writeNotice: (text: string) => void

  /** @param isInteractive notices go among the words where a person reads both, else to standard error */
  constructor(environment: Environment, botName: string, isInteractive: boolean) {
    this.#screen = new TextScreen(environment.output)
    this.#colors = colorsFor(environment, environment.output)
    this.#botName = visible(botName)
    this.#writeNotice = isInteractive ? (text) => this.#aside(text) : (text) => environment.errorOutput.write(`${text}\n`)
  }

  header({ flow, id, store, resume, earlier }: ChatHeader): void {
    const { bold, dim } = this.#colors
    this.#screen.line(`${bold(visible(flow.name))} ${dim(visible(flow.version))}`)
    const begun =
      earlier === undefined ? `Conversation ${id}` : `Going on with conversation ${id}, turn ${earlier.turn}, in ${earlier.state}`
    this.#screen.line(dim(visible(`${begun}; kept in ${store}`)))
    if (resume !== undefined) this.#screen.line(dim(visible(`To come back: ${resume}`)))
    this.#screen.line(dim('/help lists the commands, /quit leaves.'))
    this.#screen.line('')
    if (earlier === undefined) return
    if (earlier.count > earlier.messages.length) this.#screen.line(dim('  …'))
    for (const message of earlier.messages) this.#message(message)
    for (const input of earlier.pending) if ('text' in input && input.by === undefined) this.#message({ role: 'user', text: input.text })
  }

  opened({ phase, error }: Parameters<ChatView['opened']>[0], spoken: readonly Message[], { earlier }: ChatHeader): void {
    this.#screen.stopIndicating()
    this.#screen.endParagraph()
    const isShown = ({ id }: Message) => earlier?.pending.some((pending) => pending.id === id)
    for (const message of spoken.filter((each) => !isShown(each))) {
      this.#message(message)
      this.#suggestions(message)
    }
    if (phase === 'failed' && error !== null) this.failure(error)
  }

  echo(text: string): void {
    this.#message({ role: 'user', text })
  }

  working(): void {
    this.#screen.indicate(this.#colors.dim('  …'))
  }

  delta(delta: string): void {
    if (!this.#screen.isParagraphOpen) this.#screen.beginParagraph(this.#label(), this.#plainLabel())
    this.#screen.write(delta)
  }

  event(event: ConversationEmitted): void {
    switch (event.type) {
      case 'state.entered':
        if (event.from !== null) this.#aside(`${event.from} → ${event.state}${event.transition === null ? '' : ` (${event.transition})`}`)
        return
      case 'state.resumed':
        this.#aside(`${event.from} → ${event.state} (goes on)`)
        return
      case 'no.match':
        this.#aside(`${event.state}: no transition fits`)
        return
      case 'limit.reached':
        this.#aside(`${event.state}: limit reached (${event.limit})`)
        return
      case 'reply.delta':
        this.delta(event.delta)
        return
      case 'assistant.message':
        if (this.#screen.isParagraphOpen) this.#screen.endParagraph()
        else this.#message(event.message)
        this.#suggestions(event.message)
        return
      case 'model.failed':
        this.failure(event.error)
    }
  }

  answers(answers: readonly ModelAnswer[]): void {
    for (const { key, instruction, answer } of answers) this.#aside(`model: ${key} = ${quote(answer)} (${quote(instruction)})`)
  }

  turn(): void {
    this.#screen.stopIndicating()
    this.#screen.endParagraph()
  }

  failure({ message }: ConversationError, goesOn = false): void {
    const advice = goesOn ? 'the flow goes on' : '/retry repeats it, or just write on'
    this.#screen.aside(`${message.replace(/\.$/, '')}; ${advice}.`, this.#colors.yellow)
  }

  command({ text }: { readonly text: string }): void {
    for (const line of text.split('\n')) this.#aside(line)
  }

  why(explanation: TurnExplanation, turn: number): void {
    for (const line of whyLines(explanation, turn, this.#colors)) this.#screen.line(`  ${line}`)
  }

  notice(text: string): void {
    this.#writeNotice(withoutControl(text))
  }

  ended({ outcome, state }: ChatEnd, { resume, restart }: ChatHeader): void {
    const endings = {
      completed: 'The conversation is completed.',
      limit: `A limit has ended the conversation, in ${state}.`,
      cancelled: 'The conversation is cancelled.',
    }
    const left = `Left in ${state}.${resume === undefined ? '' : ` To go on: ${resume}`}`
    this.#screen.line('')
    this.#screen.line(this.#colors.dim(visible(outcome === null ? left : `${endings[outcome]} To begin another: ${restart}`)))
  }

  #message({ role, text, name }: Pick<Message, 'role' | 'text' | 'name'>): void {
    if (role === 'user') this.#screen.paragraph(this.#colors.cyan(YOU), YOU, text)
    else this.#screen.paragraph(this.#label(name), this.#plainLabel(name), text)
  }

  #suggestions({ suggestions = [] }: Message): void {
    if (suggestions.length > 0) this.#aside(`you may say: ${suggestions.map(({ text }) => text).join(' | ')}`)
  }

  #aside(text: string): void {
    this.#screen.aside(text, this.#colors.dim)
  }

  /** Who speaks: the flow, or a person in its place. */
  #plainLabel(name?: string): string {
    return `${name === undefined ? this.#botName : visible(name)} › `
  }

  #label(name?: string): string {
    return this.#colors.bold(this.#colors.green(this.#plainLabel(name)))
  }
}
