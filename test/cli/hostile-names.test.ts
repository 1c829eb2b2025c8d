import { PassThrough } from 'node:stream'
import { toMachineSource, toMermaid } from 'talkchart/analysis'
import { renderLcov } from 'talkchart/testing'
import { expect, test } from 'vitest'
import { processEnvironment } from '../../src/cli/environment.js'
import { withSafeOutput } from '../../src/cli/safe-output.js'
import { formatPath } from '../../src/diagnostics/format-path.js'
import { quote } from '../../src/diagnostics/quote.js'

const HOSTILE = 'a\u001b[2J\u001b[8mb\u007f\u009b31m\u202ec\u2066'
const ACTIVE = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u

test('no quote, path or generated source holds what a terminal acts on', async () => {
  expect(quote(HOSTILE)).not.toMatch(ACTIVE)
  expect(quote({ [HOSTILE]: Symbol(HOSTILE) })).not.toMatch(ACTIVE)
  expect(quote(Symbol(HOSTILE))).not.toMatch(ACTIVE)
  expect(formatPath(['states', HOSTILE])).not.toMatch(ACTIVE)
  const flow = { name: HOSTILE, initialState: 'a', states: { a: { prompt: { say: HOSTILE } } } }
  expect(toMachineSource(flow)).not.toMatch(ACTIVE)
})

test('nothing that the command writes is acted on by a terminal, whatever stands in it', async () => {
  const output = new PassThrough()
  const environment = withSafeOutput({ ...processEnvironment(), output, errorOutput: output })
  environment.output.write(`${HOSTILE}\n`)
  environment.errorOutput.write(`\u001b[31mtalkchart:\u001b[39m ${HOSTILE}\n`)
  // A read gives all that was written, or from Node 26 on one piece of it.
  const written = [output.read(), output.read()].map((piece) => String(piece ?? '')).join('')
  expect(written.replaceAll('\u001b[31m', '').replaceAll('\u001b[39m', '')).not.toMatch(ACTIVE)
  expect(written).toContain('\u001b[31mtalkchart:\u001b[39m a\\u001b[2J')
})

test('a name makes no records of its own in LCOV', async () => {
  const count = { covered: 0, total: 0 }
  const measured = {
    flow: 'a\nSF:forged',
    transcripts: 0,
    items: [],
    unknownStates: [],
    states: count,
    transitions: count,
    alternatives: count,
  }
  expect(renderLcov(measured as never)).toContain('SF:a\\u000aSF:forged\n')
})

test('states are drawn under any name that they may have', () => {
  const say = { prompt: { say: 'x' } }
  const names = ['constructor', 'toString', 'hasOwnProperty']
  const states = Object.fromEntries(names.map((name, index) => [name, { ...say, ...(index < 2 ? { advanceTo: names[index + 1] } : {}) }]))
  const drawn = toMermaid({ name: 'names', initialState: 'constructor', states } as never)
  for (const name of names) expect(drawn).toContain(name)
})

test('a key that begins with dots is a key', () => {
  const flow = { name: 'dots', initialState: 'a', initialContext: { '...facts': { a: 1 } }, states: { a: { prompt: { say: 'x' } } } }
  expect(toMachineSource(flow)).toContain("'...facts': { a: 1 }")
})
