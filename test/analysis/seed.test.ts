import { readdirSync, readFileSync } from 'node:fs'
import { type ConversationFlow, parseFlow } from 'talkchart'
import { analyzeFlow } from 'talkchart/analysis'
import { describe, expect, test } from 'vitest'
import { firedTransition, prompts } from './fired-transition.js'

const folder = new URL('../cases/seed/', import.meta.url)

function seedFlow(name: string, changes: Partial<ConversationFlow> = {}): ConversationFlow {
  const json: object = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'))
  return parseFlow({ ...json, ...changes })
}

/** Returns the diagnostics of one code: where, and the utterance. */
function found(flow: ConversationFlow, code: string): readonly (readonly [string, string | undefined])[] {
  const { diagnostics } = analyzeFlow(flow, { prompts })
  return diagnostics.filter((diagnostic) => diagnostic.code === code).map(({ path, witness }) => [path.join('.'), witness])
}

describe('the faults of the flows that the ready ones come from', () => {
  const sales = seedFlow('sales_qualification')
  const declaredSales = seedFlow('sales_qualification', { transitionOrder: 'declared' })
  const interview = seedFlow('interview')
  const support = seedFlow('customer_support')

  test('shorter keywords yield to longer ones', () => {
    expect(found(sales, 'yield')).toEqual([
      ['states.qualify_budget.transitions.has_budget', 'we have no budget'],
      ['states.qualify_budget.transitions.has_budget', "it's not approved"],
      ['states.qualify_authority.transitions.is_decision_maker', 'not me'],
    ])
    expect(found(support, 'yield')).toEqual([['states.technical_support.transitions.resolved', "it's not working"]])
  })

  test('as declared, the shorter ones shadow the longer ones', () => {
    expect(found(declaredSales, 'yield')).toEqual([])
    expect(found(declaredSales, 'shadowed-keyword')).toEqual([
      ['states.qualify_budget.transitions.no_budget.words.0', 'we have no budget'],
      ['states.qualify_budget.transitions.no_budget.words.1', "it's not approved"],
      ['states.qualify_authority.transitions.not_decision_maker.words.0', 'not me'],
    ])
    const declaredSupport = seedFlow('customer_support', { transitionOrder: 'declared' })
    expect(found(declaredSupport, 'shadowed-keyword')).toEqual([
      ['states.technical_support.transitions.escalate.words.1', "it's not working"],
    ])
  })

  test('"I\'m not sure" fires not_interested', () => {
    expect(found(sales, 'overlap')).toContainEqual(['states.introduction.transitions.neutral', "I'm not sure"])
    expect(firedTransition(sales, 'introduction', "I'm not sure")).toBe('not_interested')
  })

  test('the interview takes .* for every answer, and lets skip and back go first', () => {
    expect(found(interview, 'keyword-catch-all')).toEqual([
      ['states.question_1.transitions.answered.words.0', undefined],
      ['states.question_2.transitions.answered.words.0', undefined],
    ])
    expect(found(interview, 'yield')).toEqual([
      ['states.question_1.transitions.answered', 'skip'],
      ['states.question_2.transitions.answered', 'back'],
    ])
  })

  test('as declared, the interview can neither be skipped nor gone back in', () => {
    expect(found(seedFlow('interview', { transitionOrder: 'declared' }), 'shadowed-transition')).toEqual([
      ['states.question_1.transitions.skip', 'skip'],
      ['states.question_2.transitions.back', 'back'],
    ])
  })

  test('denied words fire what the words fire', () => {
    const texts = ['customer_support', 'user_onboarding', 'simple_greeting'].flatMap((name) =>
      found(seedFlow(name), 'negated-keyword').map(([, witness]) => witness),
    )
    expect(texts).toEqual(expect.arrayContaining(['not fixed', "I don't understand", 'not ok', 'not ready', 'not sure']))
  })

  test('the loops are told, with what walks them', () => {
    const { loops } = analyzeFlow(interview, { prompts })
    expect(loops).toEqual([
      {
        kind: 'bounded',
        limit: 'maxLoops',
        cycle: ['question_1', 'question_2'],
        states: ['question_1', 'question_2'],
        isTimed: false,
        utterances: ['skip', 'back'],
      },
    ])
  })
})

describe.each(readdirSync(folder))('what is said of %s', (file) => {
  const flow = seedFlow(file.slice(0, -'.json'.length))
  const claims = analyzeFlow(flow, { prompts }).diagnostics.flatMap(({ path, message, witness }) => {
    const claimed = / fires? "(\w+)"/.exec(message)?.[1]
    return witness === undefined || claimed === undefined ? [] : [{ state: String(path[1]), witness, claimed }]
  })

  test('is what the compiled machine does', () => {
    expect(claims.map(({ state, witness }) => firedTransition(flow, state, witness))).toEqual(claims.map(({ claimed }) => claimed))
  })

  test('breaks nothing', () => {
    expect(analyzeFlow(flow, { prompts }).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  })
})
