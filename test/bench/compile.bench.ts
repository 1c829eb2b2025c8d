import { compileFlow, parseFlow } from 'talkchart'
import { bench, describe } from 'vitest'
import { byCpuTime } from './cpu-time.js'
import { ringOf } from './flows.js'

const sizes = [10, 100, 1000]

describe('compileFlow, by states', () => {
  // A flow is compiled once and then kept: each time it is another one.
  for (const size of sizes) bench(`${size}`, () => void compileFlow({ ...ringOf(size) }), byCpuTime)
})

describe('parseFlow, by states', () => {
  for (const size of sizes) {
    const json: unknown = JSON.parse(JSON.stringify(ringOf(size)))
    bench(`${size}`, () => void parseFlow(json), byCpuTime)
  }
})
