import { isSameValue, readCorrections } from '../../conditions/fields/read-corrections.js'
import { judgeTold, type ReadValues } from '../../conditions/fields/read-fields.js'
import { speechOf } from '../../conditions/language/speech.js'
import { type EventInContext, outputOf } from '../../machine/event-facts.js'
import { type FieldSupport, messageOf, readingOf } from './field-support.js'

/** Whose corrections are meant: those that the text tells by itself, or those that the model found. */
export type CorrectedBy = 'text' | 'model'

/** Returns the other values that the user's message tells: what the model found in it, else what the local sources do. */
export function correctionsIn(support: FieldSupport, input: EventInContext, fields: readonly string[]): ReadValues['valid'] {
  const told = toldCorrections(support, input, fields).valid
  return Object.keys(told).length > 0 ? told : readCorrections(readingOf(support, input, fields)).valid
}

/** Returns what the message tells and does not fit, by field. */
export function refusedIn(support: FieldSupport, input: EventInContext, fields: readonly string[]): ReadValues['refused'] {
  return { ...toldCorrections(support, input, fields).refused, ...readCorrections(readingOf(support, input, fields)).refused }
}

/** Tells whether the message corrects something. */
export function corrects(support: FieldSupport, input: EventInContext, fields: readonly string[], by: CorrectedBy): boolean {
  const found = by === 'model' ? toldCorrections(support, input, fields) : readCorrections(readingOf(support, input, fields))
  return Object.keys(found.valid).length > 0
}

const NOTHING: ReadValues = { valid: {}, refused: {} }

/** A message that is nothing but an answer corrects nothing, whatever the model says of it. */
function toldCorrections(support: FieldSupport, input: EventInContext, names: readonly string[]): ReadValues {
  const { told } = outputOf(input.event)
  if (told === undefined || isOnlyAnswer(support, input)) return NOTHING
  const { valid, refused } = judgeTold({ fields: support.facts?.fields ?? {}, names }, told)
  const { data } = input.context
  return { valid: Object.fromEntries(Object.entries(valid).filter(([name, value]) => !isSameValue(value, data[name]))), refused }
}

/** Tells whether the user's message says yes or no and nothing else. Only a flow that asks for answers knows. */
export function isOnlyAnswer({ evaluators, stemmers, facts }: FieldSupport, input: EventInContext): boolean {
  return evaluators.answers?.isOnlyAnswer(messageOf(input), speechOf(facts?.language, stemmers)) === true
}
