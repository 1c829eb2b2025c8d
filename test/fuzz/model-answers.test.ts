import fc from 'fast-check'
import { extract } from 'talkchart'
import { expect, test } from 'vitest'
import { parseJsonAnswer } from '../../src/model/chat/parse-json-answer.js'
import { readEvent, readRequest } from '../../src/model/http/protocol.js'
import type { UnderstandRequest } from '../../src/model/language-model.js'
import { checkAnswer, checkExtracted } from '../../src/runtime/actors/check-answer.js'
import { expectCleanPrototypes, isJson, mutated, mutatedText, runs, survives, TIME_LIMIT } from './hostile.js'

const fields = { topic: { type: 'string' }, amount: { type: ['number', 'null'] } } as const

const request: UnderstandRequest = {
  kind: 'understand',
  id: 'c/1/ask/1/understand',
  conversationId: 'c',
  state: 'ask',
  model: null,
  system: null,
  history: [{ role: 'assistant', text: 'Well?' }],
  about: 'user',
  text: 'hm',
  questions: [
    { type: 'class', key: 'angry', instruction: 'Is it angry?', classes: ['yes', 'no'] },
    { type: 'select', key: 'next', instruction: 'Where to?', candidates: ['a', 'b'] },
    { type: 'extract', key: 'extract', instruction: 'What?', schema: { type: 'object', properties: fields } },
  ],
  schema: {
    type: 'object',
    properties: {
      angry: { type: 'string', enum: ['yes', 'no'] },
      next: { type: ['string', 'null'], enum: ['a', 'b', null] },
      extract: { type: 'object', properties: fields, required: ['topic', 'amount'], additionalProperties: false },
    },
    required: ['angry', 'next', 'extract'],
    additionalProperties: false,
  },
}

const FORBIDDEN = ['__proto__', 'constructor', 'prototype']

const soundAnswer = { angry: 'yes', next: null, extract: { topic: 'billing', amount: 3 } }

test(
  "a model's answer fits what was asked, or is refused as off-schema",
  () => {
    const holds = (value: unknown) => {
      const answer = survives(() => checkAnswer(request, value))
      if (answer !== undefined) {
        expect(['yes', 'no']).toContain(answer.angry)
        expect(['a', 'b', null]).toContain(answer.next)
        expect(Object.keys(answer).sort()).toEqual(['angry', 'extract', 'next'])
      }
      expectCleanPrototypes()
    }
    fc.assert(fc.property(fc.oneof(fc.anything(), mutated(soundAnswer)).filter(isJson).map(throughJson), holds), runs(250))
  },
  TIME_LIMIT,
)

test(
  'extracted data is what fits, and a reason tells of the rest',
  async () => {
    const extraction = extract({ fields: { topic: { type: 'string' }, amount: { type: 'number' } } })
    const found = fc.oneof(
      fc.object({ key: fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'topic', 'amount')) }),
      fc.record({ topic: fc.string(), amount: fc.oneof(fc.double(), fc.string()) }),
    )
    const holds = async (value: Readonly<Record<string, unknown>>) => {
      const { data, reason } = await checkExtracted(extraction, value)
      expect(Object.keys(data).filter((key) => !['topic', 'amount'].includes(key))).toEqual([])
      const told = Object.entries(value).filter(([key, part]) => part !== null && part !== undefined && !FORBIDDEN.includes(key))
      expect(reason === undefined).toBe(told.length === Object.keys(data).length)
      expectCleanPrototypes()
    }
    await fc.assert(fc.asyncProperty(found, holds), runs(250))
  },
  TIME_LIMIT,
)

test(
  'the text of an answer is read as JSON, or refused as off-schema',
  () => {
    const wrapped = fc.tuple(fc.string({ unit: 'binary' }), fc.constantFrom('', '```json\n', '```', '<think>{', '{'), fc.json())
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.json(),
      wrapped.map(([before, fence, json]) => `${before}${fence}${json}${fence}`),
      mutatedText(JSON.stringify(soundAnswer)),
    )
    const holds = (answer: string) => {
      survives(() => parseJsonAnswer(answer))
      expectCleanPrototypes()
    }
    fc.assert(fc.property(text, holds), runs(250))
  },
  TIME_LIMIT,
)

test(
  'what comes over the wire between httpModel and modelHandler is read, or known to be something else',
  () => {
    const sound = [
      { type: 'reply', text: 'Hm.', usage: { inputTokens: 1, outputTokens: 1 } },
      { type: 'understood', value: soundAnswer, usage: { inputTokens: 1, outputTokens: 1 } },
      { type: 'error', code: 'timeout', status: null, message: 'No.' },
    ]
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      ...[...sound, request].map((value) => mutatedText(JSON.stringify(value))),
      ...[...sound, request].map((value) => mutated(value).map(asText)),
    )
    const holds = (text: string) => {
      const event = readEvent(text)
      expect(['delta', 'reply', 'understood', 'error', undefined]).toContain(event?.type)
      const read = readRequest(text)
      if ('problem' in read) expect(read.problem).not.toBe('')
      else expect(['respond', 'understand']).toContain(read.kind)
      expectCleanPrototypes()
    }
    fc.assert(fc.property(line, holds), runs(250))
  },
  TIME_LIMIT,
)

function throughJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}

function asText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? ''
  } catch {
    return String(Object.keys(Object(value)))
  }
}
