import { RE2JS } from 're2js'
import { LIBRARY_VERSION, type RegexEvaluator } from '../../evaluator.js'
import { regexProblem, translateFlags } from './regex-problem.js'

/** A regex, as a guard's params hold it. */
export interface RegexParams {
  readonly pattern: string
  readonly flags?: string
}

const compiled = new WeakMap<RegexParams, RE2JS>()

/** The regex evaluator on RE2JS: linear time, whatever the pattern and the text. */
export const regexEvaluator: RegexEvaluator = {
  version: LIBRARY_VERSION,
  evaluate: (params, text) => compile(params).test(text),
  problem: (params) => regexProblem(params.pattern, params.flags),
}

function compile(params: RegexParams): RE2JS {
  const known = compiled.get(params)
  if (known !== undefined) return known
  const pattern = RE2JS.compile(RE2JS.translateRegExp(params.pattern), translateFlags(params.flags))
  compiled.set(params, pattern)
  return pattern
}
