import type { Evaluators } from '../../conditions/evaluator.js'
import type { FieldReading } from '../../conditions/fields/field-reading.js'
import type { ReadValues } from '../../conditions/fields/read-fields.js'
import type { Stemmers } from '../../conditions/kinds/keyword/stemmers.js'
import { isRecord } from '../../diagnostics/json.js'
import { type EventInContext, outputOf, timeOf } from '../../machine/event-facts.js'
import type { FieldAction, FieldGuard } from '../../machine/implementation-names.js'
import type { FieldFacts } from '../../machine/meta.js'
import type { RuntimeGuard } from '../guards/turn-guards.js'
import type { RuntimeAction } from '../xstate-action.js'

/** Holds what actions and guards of fields need besides their params. */
export interface FieldSupport {
  /** What the flow says of its fields; undefined in a flow without any. */
  readonly facts: FieldFacts | undefined
  readonly stemmers: Stemmers
  readonly evaluators: Evaluators
}

/** Makes the actions and guards of a flow with fields. */
export interface FieldParts {
  readonly actions: (support: FieldSupport) => Readonly<Record<FieldAction, RuntimeAction<never>>>
  readonly guards: (support: FieldSupport) => Readonly<Record<FieldGuard, RuntimeGuard<never>>>
}

/** Makes ready what reading the user's message takes: the one of the event, or the one last taken up. */
export function readingOf({ facts, stemmers, evaluators }: FieldSupport, input: EventInContext, names: readonly string[]): FieldReading {
  const { fields = {}, language = 'en', timeZone = 'UTC', typos = false } = facts ?? {}
  const { data } = input.context
  return { fields, names, text: messageOf(input), data, at: sentAt(input), language, timeZone, typos, stemmers, evaluators }
}

/** Returns the text of the user's message that a turn is about. */
export function messageOf({ context, event }: EventInContext): string {
  if (event.type !== 'user.message') return context.lastUserText
  return typeof event.text === 'string' ? event.text : ''
}

function sentAt({ context, event }: EventInContext): number {
  if (event.type === 'user.message') return timeOf(event)
  const said = context.messages.findLast(({ role }) => role === 'user') ?? context.messages.at(-1)
  return said?.at ?? context.startedAt
}

/** What the model told of a message, once it was held against the schemas and merged. */
export interface MergedTold extends ReadValues {
  /** Whether it told something that was not known before. */
  readonly isNew: boolean
}

const NOTHING_TOLD: MergedTold = { valid: {}, refused: {}, isNew: false }

/** Reads what the model told from the event that hands it on. */
export function toldIn({ event }: EventInContext): MergedTold {
  const { merged } = outputOf(event)
  // The action `recordTold` wrote it.
  return isRecord(merged) ? (merged as unknown as MergedTold) : NOTHING_TOLD
}
