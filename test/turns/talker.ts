import type { ConversationFlow } from 'talkchart'
import type { Answer, Conversation, Request, WaitingEvent } from '../reference/conversation.js'
import {
  answer,
  cancel,
  eventComes,
  hear,
  interrupt,
  operatorSpeaks,
  passTime,
  retry,
  settle,
  start,
  type UserMessage,
  userMessage,
} from '../reference/interpreter.js'
import { MachineDriver, STARTED_AT } from '../reference/machine-driver.js'
import { type Observation, observeReference } from '../reference/observation.js'
import { GUARDS } from '../reference/random-condition.js'

/** What can happen to a conversation, and what is seen of it then: the same of the compiled machine and of the reference. */
export interface Talker {
  start(): Promise<void>
  say(message: UserMessage): void
  tell(event: WaitingEvent): void
  sayAsPerson(said: { readonly text: string; readonly name?: string }): void
  stream(request: Request, piece: string): void
  answer(request: Request, given: Answer): void
  command(name: 'retry' | 'cancel' | 'interrupt'): void
  passTime(milliseconds: number): Promise<void>
  /** Lets everything run that waits for nobody. Returns what was asked and emitted since the last time, and how things stand. */
  observe(): Promise<Observation>
  stop(): void
}

export function talkToMachine(flow: ConversationFlow): Talker {
  const machine = new MachineDriver(flow)
  return {
    start: () => machine.start(),
    say: (message) => machine.send({ type: 'user.message', ...message }),
    tell: ({ event, ...rest }) => machine.send({ type: event, ...rest }),
    sayAsPerson: (said) => machine.send({ type: 'operator.message', ...said }),
    stream: ({ id }, piece) => machine.stream(id, piece),
    answer: ({ id }, given) => machine.answer(id, given),
    command: (name) => machine.send({ type: `conversation.${name}` }),
    passTime: (milliseconds) => machine.passTime(milliseconds),
    observe: async () => {
      await machine.flush()
      return machine.observe()
    },
    stop: () => machine.stop(),
  }
}

const COMMANDS = { retry, cancel, interrupt }

export function talkToReference(flow: ConversationFlow): Talker {
  let conversation: Conversation | undefined
  const seen = { requests: 0, emitted: 0 }
  const started = (): Conversation => {
    if (!conversation) throw new Error('The conversation has not begun')
    return conversation
  }
  return {
    start: async () => {
      conversation = start(flow, { guards: GUARDS, now: STARTED_AT })
    },
    say: (message) => userMessage(started(), message),
    tell: (event) => eventComes(started(), event),
    sayAsPerson: (said) => operatorSpeaks(started(), said),
    stream: (_request, piece) => hear(started(), piece),
    answer: (request, given) => answer(started(), request, given),
    command: (name) => COMMANDS[name](started()),
    passTime: (milliseconds) => passTime(started(), milliseconds),
    observe: async () => {
      await settle(started())
      const observation = observeReference(started(), seen, [])
      seen.requests = started().requests.length
      seen.emitted = started().emitted.length
      return observation
    },
    stop: () => undefined,
  }
}
