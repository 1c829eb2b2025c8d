import { isRecord, type JsonObject } from '../../diagnostics/json.js'

/** Tells whether a prompt that is spoken word for word adds a message: surely, never, or one or the other as its templates are filled in. */
export function mayBeSaid(params: JsonObject): readonly boolean[] {
  const { say, prompt, prompts } = params
  if (typeof say === 'string') return [true]
  const wordings = (Array.isArray(prompts) ? prompts : [prompt]).flatMap(wordingsIn)
  return [...new Set(wordings.flatMap(saidBy))]
}

/** Which of them it is hangs on data and counts; any may be. */
function wordingsIn(prompt: unknown): readonly unknown[] {
  if (!isRecord(prompt)) return [undefined]
  const { say, variants, when } = prompt
  const own = Array.isArray(variants) ? variants.flatMap(wordingsIn) : [say]
  return [...own, ...(Array.isArray(when) ? when.flatMap(wordingsIn) : [])]
}

/** Of several texts, those that come out empty are not spoken; one alone is. */
function saidBy(say: unknown): readonly boolean[] {
  if (!Array.isArray(say)) return [say !== undefined]
  if (say.length === 1) return [true]
  if (say.some((text) => typeof text === 'string' && text !== '' && !text.includes('{{'))) return [true]
  return say.some((text) => text !== '') ? [true, false] : [false]
}
