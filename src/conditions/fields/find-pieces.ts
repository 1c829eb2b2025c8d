import { evaluatorOf } from '../evaluator.js'
import { speechOf } from '../language/speech.js'
import { normaliseText } from '../text/normalise-text.js'
import type { PreparedText } from '../text/prepared-text.js'
import type { FieldReading } from './field-reading.js'
import { fieldRulesOf } from './field-rules.js'
import { type FromDate, type FromRegex, type Piece, sourceKindOf } from './field-source.js'
import { findChoices } from './find-choices.js'
import { findNumbers } from './find-numbers.js'

export type FoundPieces = readonly Piece[]

/**
 * Returns all that a field's source finds in a message, in the order in which it is preferred; nothing for the model and for the whole text. A day is
 * read around the pieces that were taken: of "Friday evening" the evening may be another field's.
 */
export function findPieces(reading: FieldReading, name: string, prepared: PreparedText, taken: FoundPieces): FoundPieces {
  const { fields, language, stemmers, typos } = reading
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  const { from = 'model' } = field ?? {}
  if (from === 'number') return findNumbers(prepared, { language, rules: fieldRulesOf(speechOf(language, stemmers))?.numbers })
  if (field === undefined || typeof from === 'string') return []
  if ('choices' in from) return findChoices(from, prepared, { language, stemmers, typos })
  if (sourceKindOf(field) === 'date') return days(reading, from as FromDate, without(prepared.text, taken))
  return inNormalised(reading.text, matches(reading, from as FromRegex))
}

function days({ language, at, timeZone, evaluators }: FieldReading, from: FromDate, text: string) {
  return (evaluatorOf(from) ?? evaluators.date)?.find(text, { language, at, timeZone }) ?? []
}

/** A text with white space in the place of pieces. */
function without(text: string, pieces: FoundPieces): string {
  return pieces.reduce((rest, { start, end }) => rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end), text)
}

function matches({ text, evaluators }: FieldReading, from: FromRegex) {
  return (evaluatorOf(from) ?? evaluators.regex)?.find(paramsOf(from), text) ?? []
}

const params = new WeakMap<FromRegex, { readonly pattern: string; readonly flags?: string; readonly group?: number | string }>()

/** The same object each time, as the compiled pattern hangs on it. */
function paramsOf(from: FromRegex) {
  const { regex: pattern, flags, group } = from
  const known = params.get(from) ?? { pattern, ...(flags === undefined ? {} : { flags }), ...(group === undefined ? {} : { group }) }
  params.set(from, known)
  return known
}

/** Moves pieces of the raw text to where they stand in the normalised one. */
export function inNormalised(source: string, pieces: FoundPieces): FoundPieces {
  if (pieces.length === 0 || normaliseText(source) === source) return pieces
  const place = (position: number) => normaliseText(source.slice(0, position)).length
  return pieces.map((piece) => ({ ...piece, start: place(piece.start), end: place(piece.end) }))
}
