import type { AnalysisRule } from '../flow-view.js'
import { UNKNOWN_CODE } from './allowed-codes.js'
import { answers } from './answers.js'
import { calledFlows } from './called-flows.js'
import { commonWord } from './common-word.js'
import { contextPaths } from './context-paths.js'
import { deadEnd } from './dead-end.js'
import { events } from './events.js'
import { fields } from './fields.js'
import { fixedReply } from './fixed-reply.js'
import { freeText } from './free-text.js'
import { keywordInsideWords } from './keyword-inside-words.js'
import { keywordPattern } from './keyword-pattern.js'
import { loopCodes } from './loops.js'
import { missingCatchAll } from './missing-catch-all.js'
import { negation } from './negation.js'
import { otherLanguages } from './other-languages.js'
import { overlap } from './overlap.js'
import { potentiallyShadowed } from './potentially-shadowed.js'
import { prompts } from './prompts.js'
import { redundantKeyword } from './redundant-keyword.js'
import { sameQuestion } from './same-question.js'
import { shadowedTransition } from './shadowed-transition.js'
import { staleSlot } from './stale-slot.js'
import { suggestions } from './suggestions.js'
import { unknownVariable } from './unknown-variable.js'
import { unreachableState } from './unreachable-state.js'
import { silentEnd, wordings } from './wordings.js'
import { yielding } from './yield.js'

/** Every rule, in the order in which their diagnostics are listed. */
export const rules: readonly AnalysisRule[] = [
  prompts,
  unreachableState,
  deadEnd,
  calledFlows,
  events,
  shadowedTransition,
  potentiallyShadowed,
  fixedReply,
  overlap,
  freeText,
  negation,
  answers,
  keywordInsideWords,
  commonWord,
  keywordPattern,
  redundantKeyword,
  otherLanguages,
  yielding,
  missingCatchAll,
  sameQuestion,
  staleSlot,
  fields,
  unknownVariable,
  contextPaths,
  wordings,
  silentEnd,
  suggestions,
]

/** What `checkFlow` finds in flows that can be compiled. */
const CHECKED_CODES = ['keyword-catch-all']

/** Lists every code that `analyzeFlow` gives for a flow that can be compiled; each has a page in `docs/diagnostics`, and may stand in `allow`. */
export const analysisCodes: readonly string[] = [...rules.flatMap(({ codes }) => codes), ...loopCodes, UNKNOWN_CODE, ...CHECKED_CODES]
