import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Condition } from '../../src/conditions/condition.js'
import { evaluateCondition } from '../../src/conditions/evaluate-condition.js'
import type { EvaluationInput, EvaluationProblem, Truth } from '../../src/conditions/evaluation.js'
import { all, always, any, context, custom, guard, keyword, llmClassifier, not, regex, sentiment } from '../../src/conditions/index.js'
import { evaluators, withEvaluators } from '../../src/conditions/with-evaluators.js'

const asked = llmClassifier({ prompt: 'Is {{text}} a question?', targetClass: 'yes' })
const never = not(always())
const evaluate = (condition: Condition, input: Partial<EvaluationInput> = {}) =>
  evaluateCondition(condition, { text: '', data: {}, ...input })

describe('the context', () => {
  const data = { plan: 'pro', seats: 3, empty: null, items: [{ price: 5 }], tags: { a: 1, b: [2] } }
  test.each([
    ['plan', { equals: 'pro' }, true],
    ['plan', { in: ['free', 'pro'] }, true],
    ['plan', { in: ['free'] }, false],
    ['seats', { gt: 2, lt: 4 }, true],
    ['seats', { gte: 3, lte: 3 }, true],
    ['seats', { gt: 3 }, false],
    ['plan', { gt: 0 }, false],
    ['items.0.price', { equals: 5 }, true],
    ['items.1.price', { exists: true }, false],
    ['tags', { equals: { b: [2], a: 1 } }, true],
    ['tags', { equals: { a: 1 } }, false],
    ['empty', { exists: true }, false],
    ['empty', { equals: null }, true],
    ['missing', { exists: false }, true],
    ['constructor', { exists: true }, false],
    ['__proto__.toString', { exists: true }, false],
    ['plan.length', { exists: true }, false],
    ['plan', { exists: true, equals: 'free' }, false],
  ])('%j %j: %j', (path, contextTest, expected) => expect(evaluate(context(path, contextTest), { data })).toBe(expected))

  test('a function sees the data', () =>
    expect(
      evaluate(
        context((facts) => facts.seats === 3),
        { data },
      ),
    ).toBe(true))
})

describe('what goes wrong is reported and does not hold', () => {
  function problemOf(condition: Condition): EvaluationProblem | undefined {
    const problems: EvaluationProblem[] = []
    expect(evaluate(condition, { report: (problem) => problems.push(problem) })).toBe(false)
    expect(problems).toHaveLength(1)
    return problems[0]
  }
  test('a context function that throws', () => {
    const failing = () => {
      throw new Error('no such order')
    }
    expect(problemOf(context(failing))?.message).toBe('A context function threw: no such order')
  })
  test('a context function that answers later', () => {
    const condition: Condition = JSON.parse('{"type":"context"}')
    const asynchronous = { ...condition, fn: async () => true }
    expect(problemOf(Object.assign(condition, asynchronous))?.message).toMatch(/returned a promise/)
  })
  test('a regex that can not run', () => expect(problemOf(regex('(?=a)'))?.type).toBe('regex'))
  test('a regex without its engine', () => expect(problemOf({ type: 'regex', pattern: 'a' })?.message).toMatch(/came without its engine/))
  test('a tree too deep to walk', () => {
    const deep = Array.from({ length: 100_000 }).reduce<Condition>((inner) => not(inner), always())
    expect([true, false]).toContain(evaluate(deep))
  })
})

describe('conditions from JSON', () => {
  const tree: Condition = JSON.parse(JSON.stringify(all(regex('[0-9]+'), sentiment('negative'))))
  test('take their engines from the input', () => {
    expect(evaluate(tree, { text: 'the terrible 404', evaluators })).toBe(true)
    expect(evaluate(tree, { text: 'the terrible thing', evaluators })).toBe(false)
  })
  test('or are given them', () => expect(evaluate(withEvaluators(tree), { text: 'the terrible 404' })).toBe(true))
  test('a sentiment by the model needs none', () => {
    const byModel = sentiment('negative', { by: 'model' })
    expect(withEvaluators(byModel)).toBe(byModel)
  })
})

describe('answers', () => {
  test.each([asked, sentiment('negative', { by: 'model' }), custom(() => true), guard('isOpen')])(
    '$type is unknown without one',
    (condition) => {
      expect(evaluate(condition)).toBe('unknown')
    },
  )
  test('are looked up by condition', () => expect(evaluate(asked, { answers: (condition) => condition === asked })).toBe(true))
  test('of guards are looked up by name', () => {
    const open = guard('isOpen', { day: 'Monday' })
    expect(evaluate(open, { guards: (name, params) => name === 'isOpen' && params?.day === 'Monday' })).toBe(true)
  })
  test('nothing is asked that the order does not reach', () => {
    const unreached = () => {
      throw new Error('asked in vain')
    }
    expect(evaluate(any(always(), asked), { answers: unreached })).toBe(true)
    expect(evaluate(all(keyword(['yes']), asked), { text: 'no', answers: unreached })).toBe(false)
  })
})

describe('three-valued logic', () => {
  const leaf = fc.constantFrom<Condition>(always(), never, asked)
  const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('condition'), { maxLength: 3 }).map((parts) => all(...parts)),
      fc.array(tie('condition'), { maxLength: 3 }).map((parts) => any(...parts)),
      tie('condition').map(not),
    ),
  }))

  test('De Morgan, double negation, order', () => {
    fc.assert(
      fc.property(condition, condition, (a, b) => {
        expect(evaluate(not(all(a, b)))).toBe(evaluate(any(not(a), not(b))))
        expect(evaluate(not(any(a, b)))).toBe(evaluate(all(not(a), not(b))))
        expect(evaluate(not(not(a)))).toBe(evaluate(a))
        expect(evaluate(all(a, b))).toBe(evaluate(all(b, a)))
        expect(evaluate(any(a, b))).toBe(evaluate(any(b, a)))
      }),
    )
  })
  test('what is known stays true whatever the answer', () => {
    fc.assert(
      fc.property(condition, fc.boolean(), (tree, answer) => {
        const before: Truth = evaluate(tree)
        const after = evaluate(tree, { answers: () => answer })
        expect(after).toBe(before === 'unknown' ? after : before)
        expect(after).not.toBe('unknown')
      }),
    )
  })
  test('the empty all holds, the empty any does not', () => {
    expect(evaluate(all())).toBe(true)
    expect(evaluate(any())).toBe(false)
  })
})
