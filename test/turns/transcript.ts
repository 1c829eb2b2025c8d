import type { Question, Request } from '../reference/conversation.js'
import type { Observation } from '../reference/observation.js'

type Before = Pick<Observation, 'data' | 'noMatches' | 'inbox' | 'usage'>

/** Whether what a request holds besides its question is told as well. */
export type Detail = 'brief' | 'whole requests'

const EMPTY: Before = { data: {}, noMatches: 0, inbox: [], usage: { modelCalls: 0, inputTokens: 0, outputTokens: 0 } }

/** Returns what came of one happening, as the cases write it: what was said and asked, what has changed, and where the conversation stands. */
export function outcomeOf(after: Observation, before: Before = EMPTY, detail: Detail = 'brief'): string[] {
  const lines = [
    ...after.emitted.filter((type) => type === 'limit.reached').map(() => 'a limit is reached'),
    ...after.emitted.filter((type) => type === 'event.ignored').map(() => 'ignored'),
    ...after.emitted.filter((type) => type === 'event.refused').map(() => 'refused'),
    ...repliesOf(after),
    ...after.requests.flatMap((request) => (detail === 'brief' ? asked(request) : [...asked(request), ...held(request)])),
    ...changed(`data: ${JSON.stringify(after.data)}`, `data: ${JSON.stringify(before.data)}`),
    ...changed(`misses: ${after.noMatches}`, `misses: ${before.noMatches}`),
    ...changed(`waiting: ${after.inbox.length}`, `waiting: ${before.inbox.length}`),
    ...changed(`model calls: ${after.usage.modelCalls}`, `model calls: ${before.usage.modelCalls}`),
    ...(after.error ? [`failed: ${after.error.during}`] : []),
    `now: ${after.at}, ${counted(after)}`,
  ]
  return lines.map((line) => `  ${line}`)
}

function repliesOf({ emitted, messages }: Observation): string[] {
  const count = emitted.filter((type) => type === 'assistant.message').length
  const replies = messages.filter(({ role }) => role === 'assistant')
  return replies.slice(replies.length - count).map(({ text, interrupted }) => `assistant${interrupted ? ' (cut off)' : ''}: ${text}`)
}

const changed = (after: string, before: string): string[] => (after === before ? [] : [after])

function counted({ turn, state, visits }: Observation): string {
  return `turn ${turn}, visit ${visits[state] ?? 0}`
}

/** What is asked of the model or of an actor. */
function asked(request: Request): string[] {
  switch (request.kind) {
    case 'respond':
      return [`asks for a reply: ${request.instruction}`]
    case 'understand':
      return request.questions.map((question) => `asks${of(request.model)}: ${question.key} = ${choices(question)}`)
    case 'invoke':
      return [`asks the actor: ${request.src}`]
  }
}

function held(request: Request): string[] {
  const history = request.kind === 'invoke' ? [] : request.history.map((message) => `  history: ${message}`)
  return [`  id: ${request.id}`, ...history]
}

const of = (model: string | null): string => (model === null ? '' : ` ${model}`)

function choices({ type, choices: names }: Question): string {
  return type === 'extract' ? `{ ${names.join(', ')} }` : names.join(' | ')
}
