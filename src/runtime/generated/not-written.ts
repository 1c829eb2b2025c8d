import type { StandardSchemaV1 } from '@standard-schema/spec'
import { fromPromise } from 'xstate'
import { reportToConsole } from '../../conditions/evaluation.js'
import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import type { InvokeInput } from '../../machine/context.js'
import type { RuntimeGuard } from '../guards/turn-guards.js'
import { reportingGuard } from '../placeholders.js'

/** Reports that something that a generated file can not hold has not been written into it. */
export class NotWrittenError extends TalkchartError {
  static {
    NotWrittenError.prototype.name = 'NotWrittenError'
  }

  constructor(what: string) {
    super(
      'not-written',
      `This machine was made from a flow with ${what}, which can not be printed. Write it where the file calls notWritten.`,
    )
  }
}

/**
 * Stands for a function of the flow's own.
 *
 * @throws {NotWrittenError} always
 */
export function notWritten(what: string): never {
  throw new NotWrittenError(what)
}

/** Stands for a schema of the flow's own: nothing fits it, and the understanding fails with the reason. */
export function schemaNotWritten(what: string): StandardSchemaV1 {
  return { '~standard': { version: 1, vendor: 'talkchart', validate: () => notWritten(what) } }
}

/** Stands for a guard of the user's own: it says once that it is missing, and does not hold. */
export function guardNotWritten(name: string): RuntimeGuard<unknown> {
  return reportingGuard(name, reportToConsole)
}

/** Stands for an actor of the user's own: it fails with the reason. */
export function actorNotWritten(name: string) {
  return fromPromise<unknown, InvokeInput>(async () => notWritten(`the actor ${quote(name)}`))
}
