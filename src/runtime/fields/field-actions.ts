import { isFilled, sourceKindOf } from '../../conditions/fields/field-source.js'
import { isSameValue } from '../../conditions/fields/read-corrections.js'
import { judgeTold, type ReadingKind, type ReadValues, readFields } from '../../conditions/fields/read-fields.js'
import type { JsonValue } from '../../diagnostics/json.js'
import type { ConversationContext, RefusedField } from '../../machine/context.js'
import { type EventInContext, outputOf } from '../../machine/event-facts.js'
import type { FieldAction } from '../../machine/implementation-names.js'
import { mergeData } from '../../machine/json-copy.js'
import { countUnderstanding } from '../understood.js'
import { type Change, type RuntimeAction, type Update, xstateAction } from '../xstate-action.js'
import { correctionsIn, refusedIn } from './corrections.js'
import { type FieldSupport, messageOf, readingOf, toldIn } from './field-support.js'

/** Makes the actions of states that collect or correct fields. */
export function fieldActions(support: FieldSupport) {
  return {
    ask: xstateAction(ask),
    collect: xstateAction(collect(support)),
    recordTold: xstateAction(recordTold(support)),
    correct: xstateAction(correct(support)),
    refuseValue: xstateAction(refuseValue(support)),
  } satisfies Record<FieldAction, RuntimeAction<never>>
}

/** Notes which field is asked for. */
const ask: Update<{ readonly field: string }> = (_, { field }) => ({ context: { asking: field } })

export interface CollectParams {
  /** The fields of the state, as declared there. */
  readonly fields: readonly string[]
  /** Those that can be asked for again: an optional field without `invalid` just drops what does not fit. */
  readonly askable: readonly string[]
  readonly kind: ReadingKind
}

/** Reads the message by the local sources, merges what fits, and lets the machine judge what came of it. */
const collect =
  (support: FieldSupport): Update<CollectParams> =>
  (input, { fields, askable, kind }) => {
    const { asking = null, data: known } = input.context
    const told = toldIn(input)
    const read = readFields(readingOf(support, input, fields), { kind, asking, told })
    const data = mergeData(known, read.valid)
    if (kind !== 'answer') return { context: { data, ...(kind === 'entry' ? { readsMessage: false } : {}) } }
    const valid = { ...told.valid, ...read.valid }
    const progress = told.isNew || changes(input.context, read.valid) || (asking !== null && Object.hasOwn(valid, asking))
    const refused = firstRefused({ valid, refused: { ...told.refused, ...read.refused } }, askable)
    const { noMatches, emit } = missOf(input, progress, refused)
    return {
      context: { data, noMatches, ...(refused === undefined ? {} : { refused }) },
      emit,
      raise: { type: 'flow.collected', progress, refused: refused?.field ?? null },
    }
  }

/** The first value that does not fit, of those that can be spoken of. */
function firstRefused({ valid, refused }: ReadValues, askable: readonly string[]): RefusedField | undefined {
  const field = askable.find((name) => Object.hasOwn(refused, name) && !Object.hasOwn(valid, name))
  const found = field === undefined ? undefined : refused[field]
  return field === undefined || found === undefined ? undefined : { field, ...found }
}

/** A value that does not fit is a miss, unless the message told something else that does. */
function missOf(
  input: EventInContext,
  progress: boolean,
  refused: RefusedField | undefined,
): Pick<Required<Change>, 'emit'> & { noMatches: number } {
  const { noMatches: before, state } = input.context
  if (progress || refused === undefined) return { noMatches: progress ? 0 : before, emit: [] }
  const noMatches = before + 1
  return { noMatches, emit: [{ type: 'no.match', state, text: messageOf(input), noMatches }] }
}

function changes({ data }: ConversationContext, valid: ReadValues['valid']): boolean {
  return Object.entries(valid).some(([name, value]) => !isFilled(data, name) || !isSameValue(value, data[name]))
}

/** Counts the understanding, merges what the model told where it fits and may, and hands the answers on. */
const recordTold =
  (support: FieldSupport): Update<{ readonly fields: readonly string[]; readonly raises: boolean }> =>
  (input, { fields: names, raises }) => {
    const { context, event } = input
    const output = outputOf(event)
    const fields = support.facts?.fields ?? {}
    const { valid, refused } = judgeTold({ fields, names }, output.told)
    const allowed = Object.fromEntries(Object.entries(valid).filter(([name]) => mayFill(support, context, name)))
    const fresh = Object.fromEntries(Object.entries(allowed).filter(([name, value]) => isOther(context, name, value)))
    const merged = { valid: allowed, refused, isNew: Object.keys(fresh).length > 0 }
    const counted = countUnderstanding(context, output, fresh)
    return {
      emit: counted.emit,
      context: { ...counted.context, data: mergeData(context.data, fresh) },
      ...(raises ? { raise: { type: 'flow.understood', output: { ...output, data: {}, merged } } } : {}),
    }
  }

function isOther({ data }: ConversationContext, name: string, value: JsonValue): boolean {
  return !isFilled(data, name) || !isSameValue(value, data[name])
}

function mayFill({ facts }: FieldSupport, { data, asking }: ConversationContext, name: string): boolean {
  const field = facts?.fields[name]
  return !isFilled(data, name) || name === asking || field?.overwrite !== false || sourceKindOf(field) !== 'model'
}

/** Merges the other values that a message told. */
const correct =
  (support: FieldSupport): Update<{ readonly fields: readonly string[] }> =>
  (input, { fields }) => ({ context: { data: mergeData(input.context.data, correctionsIn(support, input, fields)) } })

/** Keeps the value that does not fit, and why, for the words that are spoken of it. */
const refuseValue =
  (support: FieldSupport): Update<{ readonly fields: readonly string[]; readonly field: string }> =>
  (input, { fields, field }) => {
    const refused = refusedIn(support, input, fields)[field]
    return refused === undefined ? {} : { context: { refused: { field, ...refused } } }
  }
