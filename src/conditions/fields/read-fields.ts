import { isRecord, type JsonValue } from '../../diagnostics/json.js'
import { speechOf } from '../language/speech.js'
import { type PreparedText, prepareText } from '../text/prepared-text.js'
import { convertFound, valueProblem } from './check-value.js'
import { type FieldReading, sourceOf } from './field-reading.js'
import { type FieldSourceKind, isFilled, type Piece, type RefusedValue, schemaOf, sourceKindOf } from './field-source.js'
import { type FoundPieces, findPieces } from './find-pieces.js'

/** Holds what a message tells of fields: values that fit, and those that do not. */
export interface ReadValues {
  readonly valid: Readonly<Record<string, JsonValue>>
  readonly refused: Readonly<Record<string, RefusedValue>>
}

/** What a message may fill: all that answers a question, what a message tells that enters the state, or what stands beside a digression. */
export type ReadingKind = 'answer' | 'entry' | 'aside'

/** Says which field was asked for, and what the model found in the message already. */
export interface AskedReading {
  readonly kind: ReadingKind
  readonly asking: string | null
  readonly told?: ReadValues
}

const NOTHING: ReadValues = { valid: {}, refused: {} }

/**
 * Reads a message for the fields of a `collect` state by their local sources. `regex` and `choices` take their text first, then the number, the
 * date or the text that was asked for, then numbers and dates that can be for one field only.
 */
export function readFields(reading: FieldReading, { kind, asking, told = NOTHING }: AskedReading): ReadValues {
  const pieces = new PieceReader(reading)
  const isMissing = (name: string) => !isFilled(reading.data, name) && !Object.hasOwn(told.valid, name)
  for (const name of specific(reading, asking)) {
    if (name === asking || mayOverwrite(reading, name)) pieces.takeOne(name)
  }
  if (kind === 'aside') return pieces.values(kind)
  if (asking !== null && reading.names.includes(asking) && isGeneric(reading, asking)) pieces.takeFirst(asking)
  for (const source of ['date', 'number'] as const) {
    const missing = reading.names.filter((name) => sourceOf(reading, name) === source && isMissing(name))
    const [only] = missing
    if (only !== undefined && missing.length === 1 && only !== asking) pieces.takeFirst(only)
  }
  const filledNothing = pieces.isEmpty && Object.keys(told.valid).length === 0 && Object.keys(told.refused).length === 0
  if (asking !== null && filledNothing && sourceOf(reading, asking) === 'text') pieces.takeWhole(asking)
  return pieces.values(kind)
}

/** The fields that read at any time: the asked one first, then the others as declared. */
function specific(reading: FieldReading, asking: string | null): readonly string[] {
  const names = reading.names.filter((name) => isSource(reading, name, ['regex', 'choices']))
  return [...names.filter((name) => name === asking), ...names.filter((name) => name !== asking)]
}

function isGeneric(reading: FieldReading, name: string): boolean {
  return isSource(reading, name, ['number', 'date'])
}

function isSource(reading: FieldReading, name: string, sources: readonly FieldSourceKind[]): boolean {
  const source = sourceOf(reading, name)
  return source !== undefined && sources.includes(source)
}

/** Choices leave a value alone unless they may overwrite it; everything else overwrites unless it may not. */
export function mayOverwrite({ fields, data }: FieldReading, name: string): boolean {
  const field = fields[name]
  return !isFilled(data, name) || (field?.overwrite ?? (field === undefined || sourceKindOf(field) !== 'choices'))
}

/** Takes pieces of one message, each for one field. */
class PieceReader {
  readonly #reading: FieldReading
  readonly #prepared: PreparedText
  readonly #taken: Piece[] = []
  readonly #found = new Map<string, string | number>()

  constructor(reading: FieldReading) {
    this.#reading = reading
    this.#prepared = prepareText(reading.text, speechOf(reading.language, reading.stemmers))
  }

  get isEmpty(): boolean {
    return this.#found.size === 0
  }

  /** Takes the one value that the field's source finds; two different choices are none, and keep their text to themselves. */
  takeOne(name: string): void {
    const free = this.#free(name)
    const [first] = free
    const isUnclear = sourceOf(this.#reading, name) === 'choices' && free.some(({ value }) => value !== first?.value)
    if (isUnclear) this.#taken.push(...free)
    else this.#take(name, first)
  }

  takeFirst(name: string): void {
    this.#take(name, this.#free(name)[0])
  }

  takeWhole(name: string): void {
    const whole = this.#reading.text.trim()
    if (whole !== '') this.#found.set(name, whole)
  }

  /** Holds what was found against the schemas. What the user did not mean to fill is dropped where it does not fit. */
  values(kind: ReadingKind): ReadValues {
    const judged = judge(this.#reading, this.#found)
    return kind === 'answer' ? judged : { valid: judged.valid, refused: {} }
  }

  #free(name: string): readonly Piece[] {
    return this.#pieces(name).filter(({ start, end }) => !this.#taken.some((taken) => taken.start < end && start < taken.end))
  }

  #pieces(name: string): FoundPieces {
    return findPieces(this.#reading, name, this.#prepared, this.#taken)
  }

  #take(name: string, piece: Piece | undefined): void {
    if (piece === undefined) return
    this.#taken.push(piece)
    this.#found.set(name, piece.value)
  }
}

/** Turns what was found into what the schemas ask for, and parts what fits from what does not. */
export function judge({ fields }: Pick<FieldReading, 'fields'>, found: ReadonlyMap<string, string | number>): ReadValues {
  const judged = [...found].map(([name, raw]) => {
    const schema = schemaOf(fields[name] ?? {})
    const value = convertFound(raw, schema)
    return { name, value, reason: valueProblem(value, schema) }
  })
  return {
    valid: Object.fromEntries(judged.flatMap(({ name, value, reason }) => (reason === undefined ? [[name, value]] : []))),
    refused: Object.fromEntries(judged.flatMap(({ name, value, reason }) => (reason === undefined ? [] : [[name, { value, reason }]]))),
  }
}

/** Parts what the model told into values that fit and those that do not; what it left out (null, an empty text) is neither. */
export function judgeTold({ fields, names }: Pick<FieldReading, 'fields' | 'names'>, told: unknown): ReadValues {
  const valid: Record<string, JsonValue> = {}
  const refused: Record<string, RefusedValue> = {}
  for (const name of isRecord(told) ? names.filter((each) => Object.hasOwn(told, each)) : []) {
    const value = Reflect.get(Object(told), name) as JsonValue | undefined
    if (value === null || value === undefined || (typeof value === 'string' && value.trim() === '')) continue
    const reason = valueProblem(value, schemaOf(fields[name] ?? {}))
    if (reason === undefined) valid[name] = value
    else refused[name] = { value, reason }
  }
  return { valid, refused }
}
