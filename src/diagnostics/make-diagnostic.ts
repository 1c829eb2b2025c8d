import type { Diagnostic } from './diagnostic.js'

type RequiredPart = 'code' | 'severity' | 'path' | 'message'

/** What a diagnostic has to say, and what it may say besides; undefined parts are left out. */
export type DiagnosticParts = Pick<Diagnostic, RequiredPart> & {
  readonly [Key in Exclude<keyof Diagnostic, RequiredPart>]?: Diagnostic[Key] | undefined
}

/** A diagnostic without the parts that are undefined, so that it is the same before and after JSON. */
export function makeDiagnostic({ found, expected, suggestion, witness, ...required }: DiagnosticParts): Diagnostic {
  return {
    ...required,
    ...(found !== undefined && { found }),
    ...(expected !== undefined && { expected }),
    ...(suggestion !== undefined && { suggestion }),
    ...(witness !== undefined && { witness }),
  }
}
