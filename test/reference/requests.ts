import type { Prompt } from '../../src/definition/flow.js'
import { type Conversation, type Message, type Request, stateOf } from './conversation.js'
import type { Asked } from './questions.js'
import { render } from './template.js'
import { saidBy, wordingOf } from './wordings.js'

export function askForReply(conversation: Conversation, prompt: Prompt): void {
  const found = wordingOf(conversation, prompt)
  send(conversation, {
    kind: 'respond',
    id: `${idHead(conversation)}/respond`,
    state: conversation.state,
    model: null,
    system: renderSystem(conversation),
    history: transcript(conversation.messages),
    instruction: render(conversation, found.instruct ?? ''),
    say: found.say === undefined ? null : saidBy(conversation, found).join('\n\n'),
  })
}

/** One request for each model named. */
export function askToUnderstand(conversation: Conversation, about: 'user' | 'reply', text: string, asked: readonly Asked[]): void {
  const isUnspoken = about === 'reply' && text === ''
  for (const model of new Set(asked.map((one) => one.model))) {
    send(conversation, {
      kind: 'understand',
      id: `${idHead(conversation)}/understand${model === null ? '' : `/${model}`}`,
      state: conversation.state,
      model,
      system: renderSystem(conversation),
      history: transcript(isUnspoken ? conversation.messages : withoutLast(conversation.messages, about === 'user' ? 'user' : 'assistant')),
      about,
      text,
      questions: asked.filter((one) => one.model === model).map((one) => one.question),
    })
  }
}

export function askActor(conversation: Conversation): void {
  const { invoke } = stateOf(conversation)
  if (!invoke) throw new Error(`State ${conversation.state} has no invoke`)
  const { conversationId, state, data, lastUserText: text } = conversation
  const id = `${idHead(conversation)}/invoke`
  send(conversation, { kind: 'invoke', id, src: invoke.src, input: { requestId: id, conversationId, state, data, text } })
}

function send(conversation: Conversation, request: Request): void {
  conversation.requests.push(request)
  conversation.pending.push(request)
}

function idHead({ conversationId, messageCount, state, visits }: Conversation): string {
  return `${conversationId}/${messageCount}/${state}/${visits[state] ?? 0}`
}

function transcript(messages: readonly Message[]): string[] {
  return messages.map((message) => `${message.role}: ${message.text}`)
}

function withoutLast(messages: readonly Message[], role: Message['role']): Message[] {
  const position = messages.findLastIndex((message) => message.role === role && message.by === undefined)
  return messages.filter((_, index) => index !== position)
}

function renderSystem(conversation: Conversation): string | null {
  const prompt = conversation.flow.systemPrompt
  if (prompt === undefined) return null
  const found = wordingOf(conversation, prompt)
  return found.instruct === undefined ? saidBy(conversation, found).join('\n\n') : render(conversation, found.instruct)
}
