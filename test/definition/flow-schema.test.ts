import { readFileSync } from 'node:fs'
import { Validator } from '@cfworker/json-schema'
import { expect, test } from 'vitest'
import { safeParseFlow } from '../../src/parse/parse-flow.js'
import { flowJsonSchema } from '../scripts/flow-json-schema.js'
import { soundFlow } from './diagnostics-of.js'

const file = new URL('../../src/definition/flow.schema.json', import.meta.url)
const published = JSON.parse(readFileSync(file, 'utf8'))

test('the published JSON Schema is the one that parsing goes by (npx jiti test/scripts/make-flow-schema.ts)', () => {
  expect(published).toEqual(JSON.parse(JSON.stringify(flowJsonSchema())))
})

const { greeting, help } = soundFlow.states
const full = {
  $schema: 'talkchart/flow.schema.json',
  ...soundFlow,
  states: {
    greeting: {
      ...greeting,
      extract: { type: 'extract', fields: { name: { type: 'string' } } },
      timeout: { seconds: 5, to: 'help' },
      onEnter: ['log'],
    },
    help,
  },
  prompts: { hello: { say: 'Hello', instruct: 'Greet' } },
  globalTransitions: {
    stop: {
      type: 'any',
      conditions: [
        { type: 'context', path: 'plan', test: { equals: null } },
        { type: 'not', condition: { type: 'always' } },
      ],
    },
  },
  globalNextStates: { stop: { type: 'select', candidates: ['help'] } },
  metadata: { allow: ['dead-end'], owner: { team: 'support' } },
}

test.each([
  ['a sound flow', soundFlow, true],
  ['a flow with nearly everything', full, true],
  ['an unknown key', { ...soundFlow, maxLop: 3 }, false],
  ['a missing key', { name: 'x', states: {} }, false],
  [
    'a condition of an unknown type',
    { ...soundFlow, globalTransitions: { a: { type: 'keywrd' } }, globalNextStates: { a: 'help' } },
    false,
  ],
  ['a limit of nothing', { ...soundFlow, maxTurns: 0 }, false],
])('editors and the parser judge alike: %s', (_, flow, sound) => {
  expect(new Validator(published, '7').validate(flow).valid).toBe(sound)
  expect(safeParseFlow(flow).success).toBe(sound)
})
