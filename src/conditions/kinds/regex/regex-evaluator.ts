import { RE2JS } from 're2js'
import { quote } from '../../../diagnostics/quote.js'
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
  find,
  problem: ({ pattern, flags, group }) => regexProblem(pattern, flags) ?? groupProblem(pattern, group),
}

function find(params: RegexParams & { readonly group?: number | string }, text: string) {
  const { group = 0 } = params
  const matcher = compile(params).matcher(text)
  const found: { readonly start: number; readonly end: number; readonly value: string }[] = []
  while (matcher.find()) {
    const value = matcher.group(group)
    if (typeof value === 'string' && value !== '') found.push({ start: matcher.start(), end: matcher.end(), value })
  }
  return found
}

function groupProblem(pattern: string, group: number | string = 0): string | undefined {
  const made = RE2JS.compile(RE2JS.translateRegExp(pattern))
  const known = typeof group === 'number' ? group <= made.groupCount() && group >= 0 : Object.hasOwn(made.namedGroups(), group)
  return known ? undefined : `The pattern ${quote(pattern)} has no group ${quote(group)}.`
}

function compile(params: RegexParams): RE2JS {
  const known = compiled.get(params)
  if (known !== undefined) return known
  const pattern = RE2JS.compile(RE2JS.translateRegExp(params.pattern), translateFlags(params.flags))
  compiled.set(params, pattern)
  return pattern
}
