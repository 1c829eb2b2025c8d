import type { LanguageModel, ModelUsage, RespondRequest, UnderstandRequest } from './language-model.js'
import { ModelError } from './model-error.js'

/** Says what a scripted model says to one request: the answer itself, or a function that makes it (and may throw). */
export type Scripted<Request, Answer> = Answer | ((request: Request, options: { readonly signal: AbortSignal }) => Answer | Promise<Answer>)

/** Lists the answers of a scripted model: one for every request, or a list that is used up in order. */
export interface Script {
  readonly respond?: Scripted<RespondRequest, string> | readonly Scripted<RespondRequest, string>[]
  /** The value of an understand request: an object with an answer under each question's key. */
  readonly understand?: Scripted<UnderstandRequest, object | null> | readonly Scripted<UnderstandRequest, object | null>[]
  /** Counted for each call; 0 tokens by default. */
  readonly usage?: ModelUsage
}

/** Answers as scripted, and tells what it was asked. */
export interface ScriptedModel extends LanguageModel {
  readonly requests: readonly (RespondRequest | UnderstandRequest)[]
}

/**
 * Makes a model that answers as told, for tests of a flow. A request past the end of a list fails with a `ModelError`.
 *
 * @param script the answers; a value that is no list is given to every request
 * @example
 * const model = scriptedModel({ respond: ['Hello!', 'Sorry to hear that.'], understand: { upset: 'yes' } })
 */
export function scriptedModel(script: Script): ScriptedModel {
  const requests: (RespondRequest | UnderstandRequest)[] = []
  const usage = script.usage ?? { inputTokens: 0, outputTokens: 0 }
  const respond = answersOf(script.respond, 'respond')
  const understand = answersOf(script.understand, 'understand')
  return {
    requests,
    async respond(request, { signal, onDelta }) {
      requests.push(request)
      const text = await answer(respond(), request, signal)
      for (const piece of text.match(/\S+\s*|\s+/gu) ?? []) onDelta(piece)
      return { text, usage }
    },
    async understand(request, { signal }) {
      requests.push(request)
      return { value: await answer(understand(), request, signal), usage }
    },
  }
}

function answersOf<Request, Answer>(
  scripted: Scripted<Request, Answer> | readonly Scripted<Request, Answer>[] | undefined,
  method: string,
): () => Scripted<Request, Answer> {
  let used = 0
  return () => {
    const next = isList(scripted) ? scripted[used++] : scripted
    if (next === undefined) throw new ModelError('model', `The script has no (further) answer for ${method}.`)
    return next
  }
}

function isList<Request, Answer>(
  scripted: Scripted<Request, Answer> | readonly Scripted<Request, Answer>[] | undefined,
): scripted is readonly Scripted<Request, Answer>[] {
  return Array.isArray(scripted)
}

function isFunction<Request, Answer>(
  scripted: Scripted<Request, Answer>,
): scripted is (request: Request, options: { readonly signal: AbortSignal }) => Answer | Promise<Answer> {
  return typeof scripted === 'function'
}

async function answer<Request, Answer>(scripted: Scripted<Request, Answer>, request: Request, signal: AbortSignal): Promise<Answer> {
  return isFunction(scripted) ? await scripted(request, { signal }) : scripted
}
