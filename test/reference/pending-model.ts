import type { LanguageModel, RespondRequest, UnderstandRequest } from '../../src/model/language-model.js'
import { ModelError, type ModelErrorCode } from '../../src/model/model-error.js'
import type { Answer, Request } from './conversation.js'

const CODES: readonly ModelErrorCode[] = ['timeout', 'refusal', 'truncated', 'rate-limit', 'connection']

interface PendingCall {
  readonly request: Request
  readonly answer: (given: Answer) => void
}

/** Calls that stay open until the script answers them: the model's and the actor's. */
export class PendingCalls {
  private open: PendingCall[] = []
  private made: Request[] = []

  readonly model: LanguageModel = {
    respond: (request, { onDelta }) =>
      this.call(plainRespond(request), (given) => {
        given.deltas?.forEach(onDelta)
        return { text: String(given.value), usage: given.usage }
      }),
    understand: (request) => this.call(plainUnderstand(request), ({ value, usage }) => ({ value, usage })),
  }

  /** The flow's own actor. */
  readonly actor = (src: string, input: Extract<Request, { kind: 'invoke' }>['input']): Promise<unknown> =>
    this.call({ kind: 'invoke', id: 'invoke', src, input }, ({ value }) => value)

  /** The calls made since the last time. */
  takeMade(): Request[] {
    return this.made.splice(0)
  }

  /** Answers the newest open call with this id. */
  answer(id: string, given: Answer): void {
    const call = this.open.findLast(({ request }) => request.id === id)
    this.open = this.open.filter((other) => other !== call)
    call?.answer(given)
  }

  /** Answers the oldest call that nobody waits for: one that is not pending, or was made again since. */
  answerLate(pendingIds: readonly string[], given: Answer): void {
    const late = this.open.find(({ request }, index) => {
      const madeAgain = this.open.slice(index + 1).some((other) => other.request.id === request.id)
      return madeAgain || !pendingIds.includes(request.id)
    })
    this.open = this.open.filter((other) => other !== late)
    late?.answer(given)
  }

  private call<T>(request: Request, resultOf: (given: Extract<Answer, { type: 'value' }>) => T): Promise<T> {
    this.made.push(request)
    return new Promise((resolve, reject) => {
      const answer = (given: Answer): void => {
        if (given.type === 'value') resolve(resultOf(given))
        else reject(new ModelError(CODES.find((code) => code === given.code) ?? 'model', 'The script says so'))
      }
      this.open.push({ request, answer })
    })
  }
}

function plainRespond({ id, state, model, system, history, instruction, say }: RespondRequest): Request {
  return { kind: 'respond', id, state, model, system, history: lines(history), instruction, say }
}

function plainUnderstand({ id, state, model, system, history, about, text, questions }: UnderstandRequest): Request {
  const plain = questions.map((question) => {
    const { type, key, instruction } = question
    if (question.type === 'class') return { type, key, choices: question.classes, instruction }
    if (question.type === 'select') return { type, key, choices: question.candidates, instruction }
    return { type, key, choices: Object.keys(question.schema.properties ?? {}), instruction }
  })
  return { kind: 'understand', id, state, model, system, history: lines(history), about, text, questions: plain }
}

function lines(history: RespondRequest['history']): string[] {
  return history.map(({ role, text }) => `${role}: ${text}`)
}
