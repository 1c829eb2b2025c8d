import { readFileSync } from 'node:fs'
import { affirm, deny, unsure } from 'talkchart'
import { stemmers } from 'talkchart/languages'
import { expect, test } from 'vitest'
import { evaluateCondition } from '../../../src/conditions/evaluate-condition.js'

/** A line `# language answer`, and what people say for it, one a line. */
const sections = readFileSync(new URL('sentences.txt', import.meta.url), 'utf8')
  .split(/^# /m)
  .slice(1)
  .map((section) => {
    const [title = '', ...sentences] = section.split('\n')
    const [language = '', answer = ''] = title.split(' ')
    return { language, answer, sentences: sentences.filter((sentence) => sentence !== '') }
  })

const CONDITIONS = { yes: affirm(), no: deny(), unsure: unsure() }

function answersIn(text: string, language: string): string {
  const holding = Object.entries(CONDITIONS).filter(
    ([, condition]) => evaluateCondition(condition, { text, data: {}, language, stemmers }) === true,
  )
  return holding.length === 0 ? 'neither' : holding.map(([name]) => name).join(', ')
}

test.each(sections)('$language: $answer', ({ language, answer, sentences }) => {
  expect(sentences.length).toBeGreaterThan(20)
  const read = sentences.map((text) => [text, answersIn(text, language)])
  expect(read.filter(([, found]) => found !== answer)).toEqual([])
})
