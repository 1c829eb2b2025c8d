import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { ConversationFlow } from './flow.js'
import { limitDiagnostics } from './limit-diagnostics.js'
import { conditions } from './rules/conditions.js'
import { cycles } from './rules/cycles.js'
import { extraction } from './rules/extraction.js'
import { language } from './rules/language.js'
import { listening } from './rules/listening.js'
import { names } from './rules/names.js'
import { numbers } from './rules/numbers.js'
import { prompts } from './rules/prompts.js'
import { references } from './rules/references.js'
import type { Rule } from './rules/rule.js'
import { storedData } from './rules/stored-data.js'
import { transitions } from './rules/transitions.js'

const RULES: readonly Rule[] = [
  names,
  references,
  transitions,
  conditions,
  prompts,
  extraction,
  listening,
  numbers,
  language,
  storedData,
  cycles,
]

/**
 * Finds what makes a well-typed flow impossible to run, and what is worth knowing about it. An empty list, or one without
 * errors, means that the flow can be compiled, given its prompts. `parseFlow` and `compileFlow` check this by themselves.
 *
 * @example checkFlow(flow).filter((diagnostic) => diagnostic.severity === 'error')
 */
export function checkFlow(flow: ConversationFlow): readonly Diagnostic[] {
  return limitDiagnostics(everyFault(flow))
}

function* everyFault(flow: ConversationFlow): Generator<Diagnostic> {
  for (const rule of RULES) yield* rule(flow)
}
