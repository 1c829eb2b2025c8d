import { ENGLISH_FIELDS } from '../language/english-fields.js'
import type { FieldRules } from '../language/language-rules.js'
import type { Speech } from '../language/speech.js'

/** How a language tells the values of fields; undefined where that is not known. English is built in. */
export function fieldRulesOf({ rules, isEnglish }: Speech): FieldRules | undefined {
  return rules?.fields ?? (isEnglish ? ENGLISH_FIELDS : undefined)
}
