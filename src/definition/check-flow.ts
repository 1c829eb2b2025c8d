import type { Diagnostic } from '../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../diagnostics/make-diagnostic.js'
import type { ConversationFlow } from './flow.js'
import { asWritten, unfold } from './flows/unfold.js'
import { conditions } from './rules/conditions.js'
import { cycles } from './rules/cycles.js'
import { dataChanges } from './rules/data-changes.js'
import { entry } from './rules/entry.js'
import { events } from './rules/events.js'
import { extraction } from './rules/extraction.js'
import { fields } from './rules/fields.js'
import { flows } from './rules/flows.js'
import { language } from './rules/language.js'
import { listening } from './rules/listening.js'
import { names } from './rules/names.js'
import { numbers } from './rules/numbers.js'
import { prompts } from './rules/prompts.js'
import { properties } from './rules/properties.js'
import { references } from './rules/references.js'
import { storedData } from './rules/stored-data.js'
import { transitions } from './rules/transitions.js'

/** What must hold of every flow, given unfolded and as it was written: gives the places where it does not. */
type Rule = (flow: ConversationFlow, written: ConversationFlow) => Iterable<Diagnostic>

/** Nobody reads more, and a hostile flow must not make a list without end. */
const MOST_DIAGNOSTICS = 500

const RULES: readonly Rule[] = [
  names,
  references,
  transitions,
  flows,
  conditions,
  prompts,
  extraction,
  fields,
  listening,
  events,
  numbers,
  language,
  storedData,
  dataChanges,
  entry,
  cycles,
  properties,
]

/**
 * Finds what makes a well-typed flow impossible to run, and what is worth knowing about it. An empty list, or one without
 * errors, means that the flow can be compiled, given its prompts. `parseFlow` and `compileFlow` check this by themselves.
 *
 * @returns every diagnostic, in the order of the rules; after 500 the rest is not looked for
 * @example checkFlow(flow).filter((diagnostic) => diagnostic.severity === 'error')
 */
export function checkFlow(flow: ConversationFlow): readonly Diagnostic[] {
  return limitDiagnostics(everyDiagnostic(flow))
}

function* everyDiagnostic(flow: ConversationFlow): Generator<Diagnostic> {
  const whole = unfold(flow)
  for (const rule of RULES) for (const diagnostic of rule(whole, flow)) yield asWritten(diagnostic, flow)
}

/** Returns the diagnostics as a list; past 500 the rest is not looked for, and the last one says so. */
export function limitDiagnostics(diagnostics: Iterable<Diagnostic>): readonly Diagnostic[] {
  const list: Diagnostic[] = []
  for (const diagnostic of diagnostics) {
    if (list.length === MOST_DIAGNOSTICS) {
      list.push(makeDiagnostic('too-many-problems', 'error', [], `There are more problems; only the first ${MOST_DIAGNOSTICS} are listed.`))
      break
    }
    list.push(diagnostic)
  }
  return list
}
