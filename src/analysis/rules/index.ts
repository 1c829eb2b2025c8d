import { deadEnd } from './dead-end.js'
import { keywordInsideWords } from './keyword-inside-words.js'
import { missingCatchAll } from './missing-catch-all.js'
import { negation } from './negation.js'
import { overlap } from './overlap.js'
import { potentiallyShadowed } from './potentially-shadowed.js'
import { prompts } from './prompts.js'
import type { AnalysisRule } from './rule.js'
import { sameQuestion } from './same-question.js'
import { shadowedTransition } from './shadowed-transition.js'
import { unknownVariable } from './unknown-variable.js'
import { unreachableState } from './unreachable-state.js'
import { yielding } from './yield.js'

/** Every rule, in the order in which findings are told. */
export const rules: readonly AnalysisRule[] = [
  prompts,
  unreachableState,
  deadEnd,
  shadowedTransition,
  potentiallyShadowed,
  overlap,
  negation,
  keywordInsideWords,
  yielding,
  missingCatchAll,
  sameQuestion,
  unknownVariable,
]
