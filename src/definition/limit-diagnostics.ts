import type { Diagnostic } from '../diagnostics/diagnostic.js'
import { fault } from '../diagnostics/fault.js'

/** Nobody reads more, and a hostile flow must not make a list without end. */
const MOST_DIAGNOSTICS = 500

/** The diagnostics as a list; past 500 the rest is not looked for, and the last one says so. */
export function limitDiagnostics(diagnostics: Iterable<Diagnostic>): readonly Diagnostic[] {
  const list: Diagnostic[] = []
  for (const diagnostic of diagnostics) {
    if (list.length === MOST_DIAGNOSTICS) {
      list.push(fault('too-many-problems', [], `There are more problems; only the first ${MOST_DIAGNOSTICS} are listed.`))
      break
    }
    list.push(diagnostic)
  }
  return list
}
