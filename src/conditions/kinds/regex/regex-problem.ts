import { RE2JS } from 're2js'
import { quote } from '../../../diagnostics/quote.js'

/** `g`, `u`, `v` and `d` are taken because JavaScript patterns carry them; they do not change whether a pattern is found. */
const FLAGS: Readonly<Record<string, number>> = {
  i: RE2JS.CASE_INSENSITIVE,
  m: RE2JS.MULTILINE,
  s: RE2JS.DOTALL,
  g: 0,
  u: 0,
  v: 0,
  d: 0,
}

/** What a linear-time engine can not do, told apart outside of escapes and classes. */
const UNSUPPORTED: readonly (readonly [part: RegExp, name: string])[] = [
  [/^\(\?=|^\(\?!/, 'look-ahead'],
  [/^\(\?<=|^\(\?<!/, 'look-behind'],
  [/^\\[1-9]/, 'a back-reference'],
  [/^\\k</, 'a named back-reference'],
]
const PARTS = /\[(?:\\.|[^\]\\])*\]|\\k<|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\.|\(\?(?:<?[=!])?|./gs
const SURROGATE_ESCAPE = /\\u[dD][89a-fA-F][0-9a-fA-F]{2}/

/**
 * Why a regex can not run, in one sentence; undefined when it can.
 *
 * @example regexProblem('(?=a)b') // 'The pattern "(?=a)b" uses look-ahead ("(?="), which a linear-time engine can not run.'
 */
export function regexProblem(pattern: string, flags = ''): string | undefined {
  return flagsProblem(flags) ?? patternProblem(pattern)
}

/** Returns the engine's flags for JavaScript's. Unknown ones are `regexProblem`'s to report. */
export function translateFlags(flags = ''): number {
  return [...flags].reduce((sum, flag) => sum | (FLAGS[flag] ?? 0), 0)
}

function flagsProblem(flags: string): string | undefined {
  const unknown = [...flags].find((flag) => !Object.hasOwn(FLAGS, flag))
  if (unknown !== undefined) return `The flag ${quote(unknown)} is not one of i, m and s (g, u, v and d are taken, and change nothing).`
  const repeated = [...flags].find((flag, position) => flags.indexOf(flag) !== position)
  return repeated === undefined ? undefined : `The flag ${quote(repeated)} is given twice.`
}

function patternProblem(pattern: string): string | undefined {
  for (const part of pattern.match(PARTS) ?? []) {
    const unsupported = UNSUPPORTED.find(([shape]) => shape.test(part))
    if (unsupported !== undefined) {
      return `The pattern ${quote(pattern)} uses ${unsupported[1]} (${quote(part)}), which a linear-time engine can not run.`
    }
    if (SURROGATE_ESCAPE.test(part)) {
      return `The pattern ${quote(pattern)} holds half a character (${quote(part)}); write the whole one, as in "\\u{1F600}".`
    }
  }
  try {
    RE2JS.compile(RE2JS.translateRegExp(pattern))
    return undefined
  } catch (error) {
    return `The pattern ${quote(pattern)} can not be read: ${error instanceof Error ? error.message : quote(error)}.`
  }
}
