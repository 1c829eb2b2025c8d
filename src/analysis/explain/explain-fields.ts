import { convertFound } from '../../conditions/fields/check-value.js'
import { type FieldReading, sourceOf } from '../../conditions/fields/field-reading.js'
import { type FromChoices, isFilled, type Piece, schemaOf } from '../../conditions/fields/field-source.js'
import { findPieces } from '../../conditions/fields/find-pieces.js'
import { isSameValue, readCorrections } from '../../conditions/fields/read-corrections.js'
import { judgeTold, mayOverwrite, type ReadingKind, type ReadValues, readFields } from '../../conditions/fields/read-fields.js'
import { findKeywords } from '../../conditions/kinds/keyword/find-keywords.js'
import { createMatcher } from '../../conditions/kinds/keyword/keyword-matcher.js'
import { isNegated } from '../../conditions/kinds/keyword/negation.js'
import { speechOf } from '../../conditions/language/speech.js'
import { type PreparedText, prepareText } from '../../conditions/text/prepared-text.js'
import { isJsonArray, type JsonValue } from '../../diagnostics/json.js'
import { type ActionConfig, actionsWithin } from '../../machine/config.js'
import { readingOf } from '../../runtime/fields/field-support.js'
import type { ExplainedMachine } from './explained-machine.js'
import type { ExplainedField, KnownAnswers, TurnExplanation } from './explanation.js'
import type { JudgedMessage } from './judge-message.js'
import type { Standing } from './traced-machine.js'

/** The message whose fields are explained. */
export interface ReadMessage {
  readonly state: string
  readonly standing: Standing
  readonly text: string
  readonly known: KnownAnswers
}

/** Tells what a user's message says of the fields that its state collects or corrects; nothing where it has none. */
export function explainFields(
  machine: ExplainedMachine,
  message: ReadMessage,
  judged: JudgedMessage,
  { candidates }: Pick<TurnExplanation, 'candidates'>,
): readonly ExplainedField[] {
  const use = judged.about === 'reply' ? undefined : fieldsOf(machine, message.state)
  if (use === undefined) return []
  const kind = use.way === 'correct' ? 'correct' : readAs(judged)
  const isUnread = use.way === 'correct' && candidates.some(({ scope, verdict }) => scope === 'correction' && verdict === 'not-reached')
  return new FieldExplainer(machine, message, use.names).explain(isUnread ? undefined : kind)
}

/** How a message is read for fields; undefined where something else is done before. */
type Kind = ReadingKind | 'correct' | undefined

function readAs({ reached }: JudgedMessage): ReadingKind | undefined {
  const [last] = reached.slice(-1)
  if (last?.substate === 'collecting') return 'answer'
  const aside = last?.taken?.config.actions?.find(({ type }) => type === 'collect')
  return aside === undefined ? undefined : 'aside'
}

/** Reads back which fields a state collects or corrects. */
function fieldsOf({ config }: ExplainedMachine, state: string): { readonly way: string; readonly names: readonly string[] } | undefined {
  const node = Object.hasOwn(config.states, state) ? config.states[state] : undefined
  if (node === undefined) return undefined
  const reads = ({ type, params }: ActionConfig) =>
    (type === 'collect' || type === 'correct') && isJsonArray(params?.fields) ? [{ way: type, names: params.fields.map(String) }] : []
  return [...(node.states?.collecting?.entry ?? []), ...actionsWithin(node)].flatMap(reads)[0]
}

class FieldExplainer {
  readonly #reading: FieldReading
  readonly #prepared: PreparedText
  readonly #asking: string | null
  readonly #told: ReadValues
  /** The data before the message. */
  readonly #before: FieldReading['data']

  constructor(machine: ExplainedMachine, { standing: { context }, text, known }: ReadMessage, names: readonly string[]) {
    const { fields: facts } = machine.meta.flow
    const event = { type: 'user.message', text, ...(known.at === undefined ? {} : { at: known.at }) }
    const reading = readingOf({ ...machine.support, facts }, { context, event }, names)
    this.#before = context.data
    this.#told = judgeTold(reading, known.told)
    this.#reading = { ...reading, data: { ...reading.data, ...this.#told.valid } }
    this.#prepared = prepareText(text, speechOf(reading.language, reading.stemmers))
    this.#asking = context.asking ?? null
  }

  explain(kind: Kind): readonly ExplainedField[] {
    const read = this.#read(kind)
    return this.#reading.names.map((name) => this.#field(name, kind, read))
  }

  #read(kind: Kind): ReadValues {
    if (kind === undefined) return { valid: {}, refused: {} }
    if (kind === 'correct') return readCorrections({ ...this.#reading, data: this.#before })
    return readFields(this.#reading, { kind, asking: this.#asking, told: this.#told })
  }

  #field(name: string, kind: Kind, read: ReadValues): ExplainedField {
    const source = sourceOf(this.#reading, name) ?? 'model'
    const common = { name, source, asked: name === this.#asking }
    const valid = ownValue(read.valid, name) ?? ownValue(this.#told.valid, name)
    if (valid !== undefined)
      return { ...common, ...this.#placeOf(name, valid), value: valid, verdict: this.#isKnown(name, valid) ? 'same' : 'new' }
    const refused = Object.hasOwn(read.refused, name) ? read.refused[name] : this.#told.refused[name]
    if (refused !== undefined) {
      const { value, reason } = refused
      return { ...common, ...this.#placeOf(name, value), value, verdict: 'invalid', reason }
    }
    return { ...common, ...(kind === undefined ? { verdict: 'not-read' as const } : this.#passedOver(name, kind)) }
  }

  /** Why nothing is taken of what the message says. */
  #passedOver(name: string, kind: ReadingKind | 'correct'): Pick<ExplainedField, 'start' | 'end' | 'value' | 'verdict'> {
    const pieces = this.#pieces(name)
    const { rules } = speechOf(this.#reading.language, this.#reading.stemmers)
    const negated =
      kind === 'correct' && rules !== undefined ? pieces.filter((piece) => isNegated(this.#prepared, piece, rules.negation)) : []
    const [first] = pieces.filter((piece) => !negated.includes(piece))
    if (first === undefined) {
      const [denied] = [...negated, ...this.#negatedChoices(name)]
      return denied === undefined ? { verdict: 'not-read' } : { ...placed(denied), verdict: 'negated' }
    }
    const found = { ...placed(first), value: this.#valueOf(name, first) }
    const values = new Set(pieces.filter((piece) => !negated.includes(piece)).map(({ value }) => value))
    if (this.#isKnown(name, found.value) && values.size === 1) return { ...found, verdict: 'same' }
    if (sourceOf(this.#reading, name) === 'choices' && values.size > 1) return { ...placed(first), verdict: 'ambiguous' }
    const isKept = kind !== 'correct' && isFilled(this.#before, name) && name !== this.#asking && !mayOverwrite(this.#reading, name)
    return isKept ? { ...found, verdict: 'kept' } : { ...placed(first), verdict: 'not-read' }
  }

  #pieces(name: string): readonly Piece[] {
    return findPieces(this.#reading, name, this.#prepared, [])
  }

  #valueOf(name: string, { value }: Piece): JsonValue {
    return convertFound(value, schemaOf(this.#reading.fields[name] ?? {}))
  }

  #isKnown(name: string, value: JsonValue): boolean {
    return isFilled(this.#before, name) && isSameValue(value, this.#before[name])
  }

  /** Where a value stands; what the model told stands nowhere. */
  #placeOf(name: string, value: JsonValue): Pick<ExplainedField, 'start' | 'end'> {
    const piece = this.#pieces(name).find((each) => isSameValue(this.#valueOf(name, each), value))
    if (piece !== undefined) return placed(piece)
    const { text } = this.#prepared
    if (sourceOf(this.#reading, name) !== 'text') return {}
    return { start: text.length - text.trimStart().length, end: text.trimEnd().length }
  }

  #negatedChoices(name: string): readonly Pick<Piece, 'start' | 'end'>[] {
    const from = this.#reading.fields[name]?.from
    if (typeof from !== 'object' || !('choices' in from)) return []
    const { language, stemmers, typos } = this.#reading
    const words = [...new Set(Object.values((from as FromChoices).choices).flat())]
    const matcher = createMatcher({ words, match: 'stem', language, typos }, stemmers)
    return [...findKeywords(matcher, this.#prepared)]
  }
}

function placed({ start, end }: Pick<Piece, 'start' | 'end'>): Pick<Piece, 'start' | 'end'> {
  return { start, end }
}

function ownValue(values: Readonly<Record<string, JsonValue>>, name: string): JsonValue | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined
}
