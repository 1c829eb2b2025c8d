import type { ConversationFlow } from 'talkchart'
import type { Happening, Occurrence } from '../../src/testing/prove/property.js'
import type { Conversation } from '../reference/conversation.js'
import { answer, hear, interrupt, passTime, retry, settle, start, userMessage } from '../reference/interpreter.js'
import { sorted } from '../reference/observation.js'
import { GUARDS } from '../reference/random-condition.js'
import { answerTo, type ScriptStep } from '../reference/random-script.js'

/** Tells what happens in a conversation of the naive interpreter, in order: messages, entries, what is said, misses, failed calls and the end. */
class Listener {
  readonly happened: Happening[] = []
  #turn = 0
  #count = 0
  #state: string | null = null

  note(occurrence: Occurrence, { data }: Conversation): void {
    this.happened.push({ ...occurrence, data: { ...data } })
  }

  /** A message that was taken up emits nothing, and what is said is among the messages. */
  catchUp(conversation: Conversation): void {
    const { turn, messages } = conversation
    for (; this.#turn < turn; this.#turn += 1) this.note({ type: 'user' }, conversation)
    for (const { role, by, interrupted, state } of messages.slice(this.#count)) {
      if (role === 'assistant' && by === undefined && interrupted !== true) this.note({ type: 'said', state }, conversation)
    }
    this.#count = messages.length
  }

  hear(type: string, conversation: Conversation): void {
    this.catchUp(conversation)
    const { state } = conversation
    if (type === 'state.entered') this.note({ type: 'entered', state, transition: null, from: this.#state }, conversation)
    if (type === 'state.entered' || type === 'state.resumed') this.#state = state
    if (type === 'no.match') this.note({ type: 'missed', state }, conversation)
    if (type === 'model.failed') this.note({ type: 'failed', state }, conversation)
  }
}

/** What happens in a talk by the rules of turns.md, as their naive reader takes them. */
export async function naiveTalk(flow: ConversationFlow, script: readonly ScriptStep[]): Promise<readonly Happening[]> {
  const listener = new Listener()
  const watch = (conversation: () => Conversation) => {
    const emitted: string[] = []
    emitted.push = (...types) => {
      for (const type of types) listener.hear(type, conversation())
      return types.length
    }
    return emitted
  }
  const conversation = start(flow, { guards: GUARDS, watch })
  await settle(conversation)
  for (const step of script) {
    if (conversation.outcome) break
    await take(conversation, step)
    listener.catchUp(conversation)
  }
  const { outcome, state } = conversation
  if (outcome !== null) listener.note({ type: 'end', outcome, state }, conversation)
  return listener.happened
}

async function take(conversation: Conversation, step: ScriptStep): Promise<void> {
  if (step.type === 'say') {
    for (const { after, ...message } of step.messages)
      userMessage(conversation, { ...message, ...(after === undefined ? {} : { at: after }) })
  } else if (step.type === 'answer') {
    const pending = sorted(conversation.pending)
    const request = pending[step.which % Math.max(1, pending.length)]
    if (request) answer(conversation, request, answerTo(request, step))
  } else if (step.type === 'begin') {
    if (conversation.pending.some(({ kind }) => kind === 'respond')) hear(conversation, step.piece)
  } else if (step.type === 'wait') await passTime(conversation, step.seconds * 1000)
  else if (step.type === 'retry') retry(conversation)
  else if (step.type === 'interrupt') interrupt(conversation)
  await settle(conversation)
}
