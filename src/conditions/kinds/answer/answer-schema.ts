import * as v from 'valibot'
import type { AnswerCondition, AnswerType } from '../../condition.js'
import { type EntriesOf, listOf, optional } from '../../schema-parts.js'

/** What authors write; `among` is what the transition order adds. */
export function answerEntries<Type extends AnswerType>(type: Type) {
  return {
    type: v.literal(type),
    also: optional(listOf(v.string()), 'More words and phrases for this answer, beside those of the language.'),
  } satisfies EntriesOf<Omit<AnswerCondition, 'among' | symbol>>
}
