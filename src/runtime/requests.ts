import { textsOf } from '../definition/wordings.js'
import type { JsonObject } from '../diagnostics/json.js'
import type { ConversationContext, InvokeInput } from '../machine/context.js'
import type { FlowMeta, QuestionTemplate, StateMeta, UnderstandingMeta } from '../machine/meta.js'
import type { HistoryMessage, Question, RequestFacts, RespondRequest, UnderstandRequest } from '../model/language-model.js'
import type { Message } from '../model/message.js'
import { renderTemplate, type TemplateView } from '../model/render-template.js'
import type { UnderstandInput } from './actors/understand-actor.js'

/**
 * Gives the names that a prompt may use: the state's `promptParams`, then the data, then `text` (the user's last message), `state`,
 * `visits` (of this state), `turn`, `reason` (why what the user's last message told does not fit; empty otherwise) and `data` (all of it, as JSON).
 */
export function promptView(context: ConversationContext, promptParams: JsonObject, text = context.lastUserText): TemplateView {
  const { state, turn, data, visits, reason = '' } = context
  const builtIn = { text, reason, state, turn, visits: visits[state] ?? 0, data: JSON.stringify(data) }
  return Object.assign(Object.create(null), builtIn, data, promptParams)
}

/** Makes the input of the `respond` actor: a whole request, so that it survives a restore by XState alone. */
export function respondInput(flow: FlowMeta, state: StateMeta, context: ConversationContext): RespondRequest {
  const prompt = context.noMatches > 0 && state.missPrompt !== undefined ? state.missPrompt : state.prompt
  const view = promptView(context, state.promptParams ?? {})
  return {
    kind: 'respond',
    ...requestHead(flow, state, context, 'respond', context.messages),
    instruction: renderTemplate(prompt.instruct ?? '', view),
    say:
      prompt.say === undefined
        ? null
        : textsOf(prompt.say)
            .map((text) => renderTemplate(text, view))
            .join('\n\n'),
  }
}

/** Makes the input of the `understand` actor: a request for each model that is asked. */
export function understandInput(
  flow: FlowMeta,
  state: StateMeta,
  { about, questions, tasks }: UnderstandingMeta,
  context: ConversationContext,
): UnderstandInput {
  const role = about === 'user' ? 'user' : 'assistant'
  const position = context.messages.findLastIndex((message) => message.role === role)
  const text = about === 'user' ? context.lastUserText : context.lastReplyText
  const history = context.messages.filter((_message, index) => index !== position)
  const view = promptView(context, state.promptParams ?? {}, about === 'user' ? "the user's message" : 'the reply')
  const models = [...new Set(questions.map(({ model }) => model))]
  const requests = models.map((model): UnderstandRequest => {
    const asked = questions.filter((question) => question.model === model).map((question) => renderQuestion(question, about, view))
    const head = requestHead(flow, state, context, 'understand', history)
    const id = model === null ? head.id : `${head.id}/${model}`
    // The user's words stand once in a request, apart from everything else.
    const told = about === 'user' ? { ...head.facts, text: '' } : head.facts
    return { kind: 'understand', ...head, facts: told, id, model, about, text, questions: asked, schema: answerSchema(asked) }
  })
  return { requests, text, data: context.data, tasks }
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
  const system = flow.systemPrompt?.instruct ?? (flow.systemPrompt === undefined ? undefined : textsOf(flow.systemPrompt.say).join('\n\n'))
  return {
    id: requestId(context, kind),
    conversationId: context.conversationId,
    state: context.state,
    model: null,
    system: system === undefined ? null : renderTemplate(system, promptView(context, state.promptParams ?? {})),
    history: messages.map(({ role, text }): HistoryMessage => ({ role, text })),
    facts: requestFacts(context),
  }
}

/** What a handler that has the flow renders the words from again. */
function requestFacts({ data, lastUserText: text, turn, visits, state, noMatches, reason }: ConversationContext): RequestFacts {
  return { data, text, turn, visits: visits[state] ?? 0, noMatches, ...(reason === undefined ? {} : { reason }) }
}

function renderQuestion(question: QuestionTemplate, about: 'user' | 'reply', view: Readonly<Record<string, unknown>>): Question {
  const { key } = question
  const instruction = question.prompt === null ? defaultInstruction(question, about) : renderTemplate(question.prompt, view)
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
