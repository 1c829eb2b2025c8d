import { ModelError } from 'talkchart'
import { describe, expect, it } from 'vitest'
import { parseJsonAnswer } from '../../src/model/chat/parse-json-answer.js'
import type { UnderstandRequest } from '../../src/model/language-model.js'
import { checkAnswer } from '../../src/runtime/actors/check-answer.js'
import { cpuTime } from '../cpu-time.js'

const request: UnderstandRequest = {
  kind: 'understand',
  id: 'c/1/ask/1/understand',
  conversationId: 'c',
  state: 'ask',
  model: null,
  system: null,
  history: [],
  about: 'user',
  text: 'hm',
  questions: [],
  schema: { type: 'object' },
}

describe('a hostile answer', () => {
  it.each([undefined, 1n, Symbol('x'), () => 1, { a: 1n }])('that has no JSON form is off-schema: %s', (value) => {
    expect(() => checkAnswer(request, value)).toThrow(expect.objectContaining({ code: 'off-schema' }))
    expect(() => checkAnswer(request, value)).toThrow(ModelError)
  })

  it('of a fence that is never closed and 200 kB of white space is refused in good time', () => {
    const startedAt = cpuTime()
    expect(() => parseJsonAnswer(`\`\`\`${' '.repeat(200_000)}`)).toThrow(ModelError)
    expect(cpuTime() - startedAt).toBeLessThan(1000)
  })
})
