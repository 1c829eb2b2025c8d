import type { ConversationData } from '../condition.js'
import type { Evaluators } from '../evaluator.js'
import type { Stemmers } from '../kinds/keyword/stemmers.js'
import { type FieldSourceKind, type ReadableFields, sourceKindOf } from './field-source.js'

/** Holds what reading a message for fields takes. */
export interface FieldReading {
  readonly fields: ReadableFields
  /** The fields of the state, as declared there. */
  readonly names: readonly string[]
  readonly text: string
  readonly data: ConversationData
  /** When the message was sent, in milliseconds since the epoch. */
  readonly at: number
  /** A BCP 47 tag. */
  readonly language: string
  readonly timeZone: string
  readonly typos: boolean
  readonly stemmers: Stemmers
  readonly evaluators: Evaluators
}

/** Returns what kind of source reads a field; undefined for one that is not there. */
export function sourceOf({ fields }: FieldReading, name: string): FieldSourceKind | undefined {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  return field === undefined ? undefined : sourceKindOf(field)
}
