import { isFilled } from '../../conditions/fields/field-source.js'
import { readFields } from '../../conditions/fields/read-fields.js'
import { keywordOccurrences } from '../../conditions/kinds/keyword/evaluate-keyword.js'
import type { KeywordParams } from '../../conditions/kinds/keyword/keyword-params.js'
import { speechOf } from '../../conditions/language/speech.js'
import { prepareText } from '../../conditions/text/prepared-text.js'
import type { ConversationContext } from '../../machine/context.js'
import type { FieldGuard } from '../../machine/implementation-names.js'
import { type GuardFunction, type RuntimeGuard, runtimeGuard } from '../guards/turn-guards.js'
import { type CorrectedBy, corrects, isOnlyAnswer, refusedIn } from './corrections.js'
import { type FieldSupport, messageOf, readingOf } from './field-support.js'

/** Names the fields that a guard is about. */
export interface Fields {
  readonly fields: readonly string[]
}

/** All the fields have a value. */
const filled: GuardFunction<Fields> = ({ context: { data } }, { fields }) => fields.every((name) => isFilled(data, name))

/** One of the fields is asked for now. */
const asking: GuardFunction<Fields> = ({ context: { asking: asked = null } }, { fields }) => asked !== null && fields.includes(asked)

/** The field is the one to ask for: the first that is missing, or, after a miss, the one that was asked for. */
const asks: GuardFunction<Fields & { readonly field: string; readonly again?: true }> = ({ context }, { field, fields, again }) => {
  const { asking: asked = null } = context
  return again === true && asked !== null && fields.includes(asked) ? asked === field : firstMissing(context, fields) === field
}

function firstMissing({ data }: ConversationContext, fields: readonly string[]): string | undefined {
  return fields.find((name) => !isFilled(data, name))
}

/** The state was entered by a message that is still to be read. */
const readsMessage: GuardFunction = ({ context }) => context.readsMessage === true

/** The message told something new, or the value that was asked for. */
const progressed: GuardFunction = ({ event }) => event.progress === true

/** The first value that does not fit is one of this field; without a field, of any. */
const valueRefused: GuardFunction<{ readonly field?: string }> = ({ event }, { field }) =>
  field === undefined ? typeof event.refused === 'string' : event.refused === field

/** Values that do not fit came so often that the state gives up. */
const refusedOften: GuardFunction<{ readonly max: number }> = ({ context, event }, { max }) =>
  typeof event.refused === 'string' && event.progress !== true && context.noMatches > max

/** The message is one of the keywords and nothing else. */
const wholeMessage =
  ({ stemmers }: FieldSupport): GuardFunction<KeywordParams> =>
  (input, params) => {
    const text = messageOf(input)
    const { words } = prepareText(text, speechOf(params.language, stemmers))
    const [first] = words
    const last = words.at(-1)
    if (first === undefined || last === undefined) return false
    return keywordOccurrences(params, text, stemmers).some(({ start, end }) => start <= first.start && last.end <= end)
  }

/** The field that is asked for is one of these, and the message tells its value. */
const askedFound =
  (support: FieldSupport): GuardFunction<Fields & { readonly of: readonly string[] }> =>
  (input, { fields, of }) => {
    const { asking: asked = null } = input.context
    if (asked === null || !of.includes(asked)) return false
    const { valid, refused } = readFields(readingOf(support, input, fields), { kind: 'answer', asking: asked })
    return Object.hasOwn(valid, asked) || Object.hasOwn(refused, asked)
  }

/** Makes the guards of states that collect or correct fields. */
export function fieldGuards(support: FieldSupport) {
  const corrected: GuardFunction<Fields & { readonly by: CorrectedBy }> = (input, { fields, by }) => corrects(support, input, fields, by)
  const refuses: GuardFunction<Fields & { readonly field: string }> = (input, { fields, field }) => {
    const refused = refusedIn(support, input, fields)
    return fields.find((name) => Object.hasOwn(refused, name)) === field
  }
  const onlyAnswer: GuardFunction = (input) => isOnlyAnswer(support, input)
  return {
    filled: runtimeGuard(filled),
    asking: runtimeGuard(asking),
    asks: runtimeGuard(asks),
    readsMessage: runtimeGuard(readsMessage),
    progressed: runtimeGuard(progressed),
    valueRefused: runtimeGuard(valueRefused),
    refusedOften: runtimeGuard(refusedOften),
    wholeMessage: runtimeGuard(wholeMessage(support)),
    askedFound: runtimeGuard(askedFound(support)),
    corrects: runtimeGuard(corrected),
    correctionRefused: runtimeGuard(refuses),
    onlyAnswer: runtimeGuard(onlyAnswer),
  } satisfies Record<FieldGuard, RuntimeGuard<never>>
}
