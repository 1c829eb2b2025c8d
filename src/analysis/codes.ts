import { UNKNOWN_CODE } from './rules/allowed-codes.js'
import { rules } from './rules/index.js'
import { loopCodes } from './rules/loops.js'

/** What `checkFlow` finds in flows that can be compiled. */
const CHECKED_CODES = ['keyword-catch-all']

/** Every code that `analyzeFlow` gives for a flow that can be compiled; each has a page in `docs/diagnostics`, and may stand in `allow`. */
export const analysisCodes: readonly string[] = [...rules.flatMap(({ codes }) => codes), ...loopCodes, UNKNOWN_CODE, ...CHECKED_CODES]
