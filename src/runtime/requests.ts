import { textsOf, wordingsOf } from '../definition/wordings.js'
import type { JsonObject } from '../diagnostics/json.js'
import type { ConversationContext, InvokeInput } from '../machine/context.js'
import type { FlowMeta, QuestionTemplate, StateMeta, UnderstandingMeta } from '../machine/meta.js'
import type { HistoryMessage, Question, RequestFacts, RespondRequest, UnderstandRequest } from '../model/language-model.js'
import type { Message } from '../model/message.js'
import { renderTemplate, type TemplateView } from '../model/render-template.js'
import type { UnderstandInput } from './actors/understand-actor.js'
import { countsOf, messagesOf, promptNow, wordingNow } from './wordings.js'

/**
 * Gives the names that a prompt may use: the state's `promptParams`, then the data, then `text` (the user's last message), `state`,
 * `visits` (of this state), `turn`, `repeats` (how often the state has spoken since it was entered), `misses` and `silences` (in a row), `reason`
 * (why what the user's last message told does not fit; empty otherwise), `value` (what does not fit) and `data` (all of it, as JSON).
 */
export function promptView(context: ConversationContext, promptParams: JsonObject, text = context.lastUserText): TemplateView {
  const { state, data, reason = '', refused } = context
  const builtIn = { text, reason, state, ...countsOf(context), data: JSON.stringify(data) }
  // What is said of a value that does not fit names that value, whatever the data holds under these names.
  const told = refused === undefined || refused === null ? {} : { value: refused.value, reason: refused.reason }
  return Object.assign(Object.create(null), builtIn, data, promptParams, told)
}

/** Makes the input of the `respond` actor: a whole request, so that it survives a restore by XState alone. */
export function respondInput(flow: FlowMeta, state: StateMeta, context: ConversationContext): RespondRequest {
  const { instruct = '', say } = wordingNow(promptNow(state, context, true), context)
  const view = Object.assign(promptView(context, state.promptParams ?? {}), askedIn(state, context))
  return {
    kind: 'respond',
    ...requestHead(flow, state, context, 'respond', context.messages),
    instruction: renderTemplate(instruct, view),
    say: say === undefined ? null : messagesOf({ say }, view).join('\n\n'),
  }
}

/** Makes the input of the `understand` actor: a request for each model that is asked. */
export function understandInput(
  flow: FlowMeta,
  state: StateMeta,
  { about, questions: ofMessage, tasks }: UnderstandingMeta,
  context: ConversationContext,
): UnderstandInput {
  // A message that led here has been judged: it is read for the fields of the state alone.
  const isOnlyRead = about === 'user' && context.readsMessage === true
  const questions = isOnlyRead ? ofMessage.filter(({ type }) => type === 'extract') : ofMessage
  const role = about === 'user' ? 'user' : 'assistant'
  const position = context.messages.findLastIndex((message) => message.role === role && message.by === undefined)
  const text = about === 'user' ? context.lastUserText : context.lastReplyText
  // An empty reply was not spoken, so the one before it is not the one in question.
  const history = about === 'reply' && text === '' ? context.messages : context.messages.filter((_message, index) => index !== position)
  const named = about === 'user' ? "the user's message" : 'the reply'
  const view = Object.assign(promptView(context, state.promptParams ?? {}, named), askedIn(state, context))
  const models = [...new Set(questions.map(({ model }) => model))]
  const requests = models.map((model): UnderstandRequest => {
    const asked = questions.filter((question) => question.model === model).map((question) => renderQuestion(question, about, view))
    const head = requestHead(flow, state, context, 'understand', history)
    const id = model === null ? head.id : `${head.id}/${model}`
    // The user's words stand once in a request, apart from everything else.
    const told = about === 'user' ? { ...head.facts, text: '' } : head.facts
    return { kind: 'understand', ...head, facts: told, id, model, about, text, questions: asked, schema: answerSchema(asked) }
  })
  return { requests, text, data: context.data, tasks, ...(isOnlyRead ? { isOnlyRead } : {}) }
}

/** Makes the input of an actor of the user's own. */
export function invokeInput(context: ConversationContext): InvokeInput {
  const { conversationId, state, data, lastUserText: text } = context
  return { requestId: requestId(context, 'invoke'), conversationId, state, data, text }
}

/** Makes an id that is the same when a call is made again, after a failure or a crash, and unlike that of any other call. */
function requestId(
  { conversationId, messageCount, state, visits, branch }: ConversationContext,
  kind: 'respond' | 'understand' | 'invoke',
) {
  // The same place in the conversation after a rewind is another request.
  const line = branch === undefined ? conversationId : `${conversationId}~${branch}`
  return `${line}/${messageCount}/${state}/${visits[state] ?? 0}/${kind}`
}

function requestHead(
  flow: FlowMeta,
  state: StateMeta,
  context: ConversationContext,
  kind: 'respond' | 'understand',
  messages: readonly Message[],
) {
  const { instruct, say } = flow.systemPrompt === undefined ? {} : wordingNow(flow.systemPrompt, context)
  const view = promptView(context, state.promptParams ?? {})
  const system =
    instruct === undefined ? (say === undefined ? null : messagesOf({ say }, view).join('\n\n')) : renderTemplate(instruct, view)
  return {
    id: requestId(context, kind),
    conversationId: context.conversationId,
    state: context.state,
    model: null,
    system,
    history: messages.map(({ role, text }): HistoryMessage => ({ role, text })),
    facts: requestFacts(context),
  }
}

/** What a handler that has the flow renders the words from again. */
function requestFacts(context: ConversationContext): RequestFacts {
  const { data, lastUserText: text, turn, visits, state, noMatches, reason, asking, refused, repeats, silences, readsMessage } = context
  return {
    data,
    text,
    turn,
    visits: visits[state] ?? 0,
    noMatches,
    ...(reason === undefined ? {} : { reason }),
    ...(asking === undefined || asking === null ? {} : { asking }),
    ...(refused === undefined || refused === null ? {} : { refused }),
    ...(readsMessage === true ? { readsMessage } : {}),
    ...(repeats === undefined ? {} : { repeats }),
    ...(silences === undefined ? {} : { silences }),
  }
}

function renderQuestion(question: QuestionTemplate, about: 'user' | 'reply', view: Readonly<Record<string, unknown>>): Question {
  const { key } = question
  const instruction =
    question.type === 'extract' && question.fields !== undefined
      ? fieldInstruction(question.fields, view)
      : question.prompt === null
        ? defaultInstruction(question, about)
        : renderTemplate(question.prompt, view)
  switch (question.type) {
    case 'class':
    case 'sentiment':
      return { type: 'class', key, instruction, classes: question.classes }
    case 'select':
      return { type: 'select', key, instruction, candidates: question.candidates }
    case 'extract':
      return { type: 'extract', key, instruction, schema: question.schema }
  }
}

/** A correction is told against what is known; an answer, against the question. */
function fieldInstruction({ names, corrects }: FieldsAsked, view: TemplateView): string {
  if (!corrects) {
    const asked = typeof view.ask === 'string' && view.ask !== '' ? ` The user was asked: ${JSON.stringify(view.ask)}.` : ''
    return `Extract what the user's message tells. Use null for everything that it does not tell.${asked}`
  }
  const known = Object.fromEntries(names.map((name) => [name, view[name] ?? null]))
  return (
    `These values are known: ${JSON.stringify(known)}. Extract only what the user's message changes. ` +
    'Use null for everything that it leaves as it is or does not speak of.'
  )
}

type FieldsAsked = NonNullable<Extract<QuestionTemplate, { type: 'extract' }>['fields']>

/** Gives the question that is asked the name `ask`. */
export function askedIn({ questions = {}, promptParams = {} }: StateMeta, context: ConversationContext): { readonly ask?: string } {
  const { asking = null } = context
  const prompt = asking !== null && Object.hasOwn(questions, asking) ? questions[asking]?.ask : undefined
  if (prompt === undefined) return {}
  const [wording] = [...wordingsOf(prompt)].slice(-1)
  const template = textsOf(wording?.wording.say).join('\n\n') || (wording?.wording.instruct ?? '')
  return { ask: renderTemplate(template, promptView(context, promptParams)) }
}

function defaultInstruction({ type }: QuestionTemplate, about: 'user' | 'reply'): string {
  const message = about === 'user' ? "the user's message" : 'the reply'
  switch (type) {
    case 'sentiment':
      return `What is the sentiment of ${message}?`
    case 'select':
      return `Which of these should handle ${message}? Answer null when none of them fits.`
    default:
      return `Extract what ${message} tells. Use null for everything that it does not tell.`
  }
}

/** Makes the JSON Schema of the answers to all questions together. */
function answerSchema(questions: readonly Question[]): JsonObject {
  return {
    type: 'object',
    properties: Object.fromEntries(questions.map((question) => [question.key, questionSchema(question)])),
    required: questions.map(({ key }) => key),
    additionalProperties: false,
  }
}

function questionSchema(question: Question): JsonObject {
  switch (question.type) {
    case 'class':
      return { type: 'string', enum: question.classes }
    case 'select':
      return { type: ['string', 'null'], enum: [...question.candidates, null] }
    case 'extract':
      return question.schema
  }
}
