import { bench, describe } from 'vitest'
import { byCpuTime } from './cpu-time.js'
import { modelTurn, verbatimTurn } from './flows.js'
import { invokingTurn, plainTurn } from './hand-written.js'

describe('one turn', () => {
  const written = invokingTurn()
  bench('hand-written, invokes a promise', written, byCpuTime)
  const plain = plainTurn()
  bench('hand-written, one transition', plain, byCpuTime)
  const { turn } = verbatimTurn()
  bench('compiled: keywords, spoken word for word', turn, byCpuTime)
  const model = modelTurn()
  bench('compiled: keywords, spoken through the model', model, byCpuTime)
})
