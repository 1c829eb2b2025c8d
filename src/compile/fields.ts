import { LIBRARY_VERSION } from '../conditions/evaluator.js'
import type { ConversationFlow, Field } from '../definition/flow.js'
import { fieldActions } from '../runtime/fields/field-actions.js'
import { fieldGuards } from '../runtime/fields/field-guards.js'
import { CollectWriter } from './config/collect.js'
import { CorrectWriter } from './config/correct.js'
import { type FieldLanguage, withFieldLanguage } from './config/field-language.js'

const LANGUAGE: FieldLanguage = {
  version: LIBRARY_VERSION,
  collecting: (plan, collect, transitions) => new CollectWriter(plan, collect, transitions),
  correcting: (plan, correct, transitions) => new CorrectWriter(plan, correct, transitions),
  actions: fieldActions,
  guards: fieldGuards,
}

/**
 * Returns a flow's fields with what reads and asks for them, so that a page without fields does not load it. `parseFlow` does it by itself.
 *
 * @example fields({ size: { ask: { say: 'Which size?' }, from: { choices: { small: ['small'], large: ['large'] } } } })
 */
export function fields<const Fields extends Readonly<Record<string, Field>>>(fields: Fields): Fields {
  return withFieldLanguage(fields, LANGUAGE)
}

/** Gives the fields of a flow that was read as data what `fields` gives them. */
export function withLanguage(flow: ConversationFlow): ConversationFlow {
  return flow.fields === undefined ? flow : { ...flow, fields: fields(flow.fields) }
}
