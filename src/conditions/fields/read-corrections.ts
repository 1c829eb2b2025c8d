import type { JsonValue } from '../../diagnostics/json.js'
import { isNegated, isNegationCue } from '../kinds/keyword/negation.js'
import { type Speech, speechOf } from '../language/speech.js'
import { type PreparedText, prepareText } from '../text/prepared-text.js'
import { convertFound } from './check-value.js'
import { type FieldReading, sourceOf } from './field-reading.js'
import { fieldRulesOf } from './field-rules.js'
import { type Piece, schemaOf } from './field-source.js'
import { findPieces } from './find-pieces.js'
import { judge, type ReadValues } from './read-fields.js'

/**
 * Reads a message for other values than those that are stored, by the local sources of the fields that a state corrects. What is said of the
 * stored value, or negated, is passed over: "from small to large", "not 3 but 5". A number or a day corrects only where something announces it
 * ("no, 5", "make it 5"), or where it is the whole message, and only where no other field of the list has that source.
 */
export function readCorrections(reading: FieldReading): ReadValues {
  const speech = speechOf(reading.language, reading.stemmers)
  const prepared = prepareText(reading.text, speech)
  const found = new Map<string, string | number>()
  const taken: Piece[] = []
  for (const name of inOrder(reading)) {
    const source = sourceOf(reading, name)
    const isGeneric = source === 'number' || source === 'date'
    if (isGeneric && reading.names.some((other) => other !== name && sourceOf(reading, other) === source)) continue
    const isFree = ({ start, end }: Piece) => !taken.some((piece) => piece.start < end && start < piece.end)
    const remaining = otherThanStored(reading, name, findPieces(reading, name, prepared, taken).filter(isFree), prepared, speech)
    taken.push(...remaining)
    const [first] = remaining
    if (first === undefined) continue
    if (source === 'choices' && remaining.some(({ value }) => value !== first.value)) continue
    if (isGeneric && !isWhole(first, prepared) && !isAnnounced(prepared, speech)) continue
    found.set(name, first.value)
  }
  return judge(reading, found)
}

/** `regex` and `choices` first, as they know best what is theirs; then dates, as numbers stand in them. */
function inOrder(reading: FieldReading): readonly string[] {
  const rank = (name: string) => ['regex', 'choices', 'date', 'number'].indexOf(sourceOf(reading, name) ?? '')
  const specific = reading.names.filter((name) => rank(name) === 0 || rank(name) === 1)
  return [...specific, ...reading.names.filter((name) => rank(name) === 2), ...reading.names.filter((name) => rank(name) === 3)]
}

function otherThanStored(reading: FieldReading, name: string, pieces: readonly Piece[], prepared: PreparedText, { rules }: Speech) {
  const schema = schemaOf(reading.fields[name] ?? {})
  return pieces.filter((piece) => {
    if (rules !== undefined && isNegated(prepared, piece, rules.negation)) return false
    return !isSameValue(convertFound(piece.value, schema), reading.data[name])
  })
}

/** Tells whether two values are one: texts are compared without regard to case, white space and the form of characters. */
export function isSameValue(one: JsonValue, other: unknown): boolean {
  if (typeof one === 'string' && typeof other === 'string') return plain(one) === plain(other)
  return JSON.stringify(one) === JSON.stringify(other)
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
}

function isWhole({ start, end }: Piece, { words }: PreparedText): boolean {
  const [first] = words
  const last = words.at(-1)
  return first !== undefined && last !== undefined && start <= first.start && last.end <= end
}

/** A denial, or words like "make it" and "instead". */
function isAnnounced({ words }: PreparedText, speech: Speech): boolean {
  const negation = speech.rules?.negation
  const corrections = fieldRulesOf(speech)?.corrections ?? []
  if (negation !== undefined && words.some(({ lower }) => isNegationCue(lower, negation))) return true
  const said = ` ${words.map(({ lower }) => lower).join(' ')} `
  return corrections.some((phrase) => said.includes(` ${phrase} `))
}
