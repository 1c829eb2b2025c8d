import type { LanguageModel, RespondRequest, UnderstandRequest } from '../../src/model/language-model.js'
import { ModelError, type ModelErrorCode } from '../../src/model/model-error.js'
import type { Answer, Request } from './conversation.js'

const CODES: readonly ModelErrorCode[] = ['timeout', 'refusal', 'truncated', 'rate-limit', 'connection']

interface PendingCall {
  readonly request: Request
  readonly signal: AbortSignal
  readonly answer: (given: Answer) => void
  readonly onDelta: (piece: string) => void
}

/** Calls that stay open until the script answers them: the model's and the actor's. */
export class PendingCalls {
  private open: PendingCall[] = []
  private made: Request[] = []
  private readonly answers = new Map<string, Answer>()

  readonly model: LanguageModel = {
    respond: (request, { onDelta, signal }) =>
      this.call(
        plainRespond(request),
        signal,
        (given) => {
          given.deltas?.forEach(onDelta)
          return { text: String(given.value), usage: given.usage }
        },
        onDelta,
      ),
    understand: (request, { signal }) => this.call(plainUnderstand(request), signal, ({ value, usage }) => ({ value, usage })),
  }

  /** The flow's own actor. */
  readonly actor = (src: string, input: Extract<Request, { kind: 'invoke' }>['input'], signal: AbortSignal): Promise<unknown> =>
    this.call({ kind: 'invoke', id: input.requestId, src, input }, signal, ({ value }) => value)

  /** The calls made since the last time. */
  takeMade(): Request[] {
    return this.made.splice(0)
  }

  /** Answers the newest open call with this id. */
  answer(id: string, given: Answer): void {
    const call = this.open.findLast(({ request }) => request.id === id)
    this.open = this.open.filter((other) => other !== call)
    if (call) this.answers.set(JSON.stringify(call.request), given)
    call?.answer(given)
  }

  /** Streams a piece of the reply to the newest open call with this id. */
  stream(id: string, piece: string): void {
    this.open.findLast(({ request }) => request.id === id)?.onDelta(piece)
  }

  /** The requests that somebody still waits for. */
  waitedFor(): Request[] {
    return this.open.filter(({ signal }) => !signal.aborted).map(({ request }) => request)
  }

  /** What this very request was answered with the last time. */
  givenTo(request: Request): Answer | undefined {
    return this.answers.get(JSON.stringify(request))
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

  private call<T>(
    request: Request,
    signal: AbortSignal,
    resultOf: (given: Extract<Answer, { type: 'value' }>) => T,
    onDelta: (piece: string) => void = () => undefined,
  ): Promise<T> {
    this.made.push(request)
    return new Promise((resolve, reject) => {
      const answer = (given: Answer): void => {
        if (given.type === 'value') resolve(resultOf(given))
        else reject(new ModelError(CODES.find((code) => code === given.code) ?? 'model', 'The script says so'))
      }
      this.open.push({ request, signal, answer, onDelta })
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
