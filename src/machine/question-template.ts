import type { JsonObject } from '../diagnostics/json.js'

/** One thing to ask, before its words are rendered. It stands in the chart's `meta` as JSON. */
export type QuestionTemplate = {
  readonly key: string
  /** A template; null asks in the words that fit the kind of question. */
  readonly prompt: string | null
  /** The name of one of the `models`. */
  readonly model: string | null
} & (
  | { readonly type: 'class'; readonly classes: readonly string[] }
  | { readonly type: 'sentiment'; readonly classes: readonly string[] }
  | { readonly type: 'select'; readonly candidates: readonly string[] }
  | { readonly type: 'extract'; readonly schema: JsonObject }
)

/** Whether two templates ask the same, so that one answer serves both. */
export function asksTheSame(left: QuestionTemplate, right: QuestionTemplate): boolean {
  if (left.prompt !== right.prompt || left.model !== right.model) return false
  return (
    (left.type === 'class' || left.type === 'sentiment') &&
    left.type === right.type &&
    left.classes.length === right.classes.length &&
    left.classes.every((name, index) => name === right.classes[index])
  )
}
