import type { AnswerCondition } from '../../conditions/condition.js'
import { evaluatorOf } from '../../conditions/evaluator.js'
import type { FieldSource, ReadableFields } from '../../conditions/fields/field-source.js'
import type { Stemmers } from '../../conditions/kinds/keyword/stemmers.js'
import { fieldActions } from '../fields/field-actions.js'
import { fieldGuards } from '../fields/field-guards.js'
import type { FieldSupport } from '../fields/field-support.js'
import type { SpeakingFacts } from './conversation-parts.js'

/** Holds what the parts of fields have to know: the flow's facts, and what is no plain data in how its fields are read. */
export interface FieldPartsFacts extends Pick<SpeakingFacts, 'flow'> {
  /** The sources that carry an engine, by the names of their fields: made by `fromRegex` and `fromDate`. */
  readonly sources?: Readonly<Record<string, FieldSource>>
  /** A condition such as `affirm()`, where the flow asks for answers: a message that is nothing but one corrects nothing. */
  readonly answers?: AnswerCondition
  /** Stemmers for languages other than English, from `talkchart/languages`. */
  readonly stemmers?: Stemmers
}

/**
 * Makes the actions and guards of a flow that collects or corrects fields, for a machine written with XState's `setup`.
 *
 * @example
 * const nights = { fields: { nights: { from: 'number' } }, language: 'en' } as const
 * const about = { flow: { name: 'inn', version: '1.0.0', hash: '' }, initialState: 'inn', initialContext: {}, maxMessages: 100 }
 * const { actions, guards } = fieldParts({ flow: { format: 1, ...about, fields: nights } }) // beside those of `conversationParts`, in `setup`
 */
export function fieldParts({ flow, sources = {}, answers, stemmers = {} }: FieldPartsFacts) {
  const evaluator = answers && evaluatorOf(answers)
  const support: FieldSupport = {
    facts: flow.fields && { ...flow.fields, fields: withSources(flow.fields.fields, sources) },
    stemmers,
    evaluators: evaluator === undefined ? {} : { answers: evaluator },
  }
  return { actions: fieldActions(support), guards: fieldGuards(support) }
}

/** Puts sources with their engines in the place of the plain ones. */
function withSources(fields: ReadableFields, sources: Readonly<Record<string, FieldSource>>): ReadableFields {
  const read = Object.entries(fields).map(([name, field]) => {
    const from = Object.hasOwn(sources, name) ? sources[name] : undefined
    return [name, from === undefined ? field : { ...field, from }]
  })
  return Object.fromEntries(read)
}
