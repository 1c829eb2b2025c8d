import { describe, expect, test } from 'vitest'
import { evaluatorKey, evaluatorOf } from '../../../src/conditions/evaluator.js'
import { regex } from '../../../src/conditions/index.js'
import { regexProblem } from '../../../src/conditions/kinds/regex/regex-problem.js'
import { cpuTime } from '../../cpu-time.js'

function find(pattern: string, flags: string | undefined, text: string): boolean | undefined {
  const condition = regex(pattern, flags === undefined ? {} : { flags })
  return evaluatorOf(condition)?.evaluate(condition, text)
}

describe('searching', () => {
  test.each([
    ['order #?[0-9]{5,}', undefined, 'my order #12345', true],
    ['ORDER', undefined, 'my order', false],
    ['ORDER', 'i', 'my order', true],
    ['^b', undefined, 'a\nb', false],
    ['^b', 'm', 'a\nb', true],
    ['a.b', undefined, 'a\nb', false],
    ['a.b', 's', 'a\nb', true],
    ['b', 'gu', 'abc', true],
    ['\\u00e9', undefined, 'café', true],
    ['\\u{1F600}', 'u', 'hi 😀', true],
    ['(?<year>[0-9]{4})', undefined, 'in 2024', true],
    ['a/b', undefined, 'a/b', true],
    ['.', undefined, '\ud800', true],
    ['x', undefined, '\udc00\ud800\u0000', false],
  ])('%j with %j in %j: %j', (pattern, flags, text, expected) => expect(find(pattern, flags, text)).toBe(expected))

  test('a pattern that hangs a backtracking engine takes linear time', () => {
    const before = cpuTime()
    expect(find('(a+)+$', undefined, `${'a'.repeat(1_000_000)}b`)).toBe(false)
    expect(cpuTime() - before).toBeLessThan(5000)
  })
})

describe('patterns that can not run say why', () => {
  test.each([
    ['(?=a)b', '', 'The pattern "(?=a)b" uses look-ahead ("(?="), which a linear-time engine can not run.'],
    ['a(?!b)', '', 'The pattern "a(?!b)" uses look-ahead ("(?!"), which a linear-time engine can not run.'],
    ['(?<=a)b', '', 'The pattern "(?<=a)b" uses look-behind ("(?<="), which a linear-time engine can not run.'],
    ['(a)\\1', '', String.raw`The pattern "(a)\\1" uses a back-reference ("\\1"), which a linear-time engine can not run.`],
    [
      '(?<n>a)\\k<n>',
      '',
      String.raw`The pattern "(?<n>a)\\k<n>" uses a named back-reference ("\\k<"), which a linear-time engine can not run.`,
    ],
    ['a', 'y', 'The flag "y" is not one of i, m and s (g, u, v and d are taken, and change nothing).'],
    ['a', 'ii', 'The flag "i" is given twice.'],
    ['a', 'constructor', 'The flag "c" is not one of i, m and s (g, u, v and d are taken, and change nothing).'],
  ])('%j', (pattern, flags, problem) => expect(regexProblem(pattern, flags)).toBe(problem))

  test('what the engine can not read is told in its words', () => {
    expect(regexProblem('(')).toMatch(/^The pattern "\(" can not be read: .*missing closing \)/)
  })
  test('half a character is never found, so it is no pattern', () => {
    expect(regexProblem('\\ud83d\\ude00')).toMatch(/holds half a character/)
  })
  test.each(['[(?=]', '\\(?=', '\\\\1', '[\\1-9]?\\d', 'a|b', ''])('%j can run, or is the engine’s to judge', (pattern) => {
    expect(regexProblem(pattern) ?? '').not.toMatch(/linear-time/)
  })
})

describe('the evaluator', () => {
  test('goes with a spread, and not with JSON', () => {
    const condition = regex('a')
    expect({ ...condition }[evaluatorKey]).toBe(condition[evaluatorKey])
    expect(JSON.parse(JSON.stringify(condition))).toEqual({ type: 'regex', pattern: 'a' })
  })
  test('of another release is not used', () => {
    const condition = regex('a')
    const evaluator = condition[evaluatorKey]
    const stale = evaluator === undefined ? condition : { ...condition, [evaluatorKey]: { ...evaluator, version: '99.0.0' } }
    expect(evaluatorOf(condition)).toBe(evaluator)
    expect(evaluatorOf(stale)).toBeUndefined()
  })
})
