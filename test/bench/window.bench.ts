import { bench, describe } from 'vitest'
import { byCpuTime } from './cpu-time.js'
import { verbatimTurn } from './flows.js'

const windows = [10, 100, 1000, 10_000].map((size) => [size, verbatimTurn(size)] as const)

describe('one turn, by the messages in the window', () => {
  for (const [size, { turn }] of windows) bench(`${size}`, turn, byCpuTime)
})

describe('getPersistedSnapshot, by the messages in the window', () => {
  for (const [size, { actor }] of windows) bench(`${size}`, () => void actor.getPersistedSnapshot(), byCpuTime)
})
