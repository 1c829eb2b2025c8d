import { test } from 'vitest'
import { measure } from './flow-paths.js'

// Not part of the tests: npx vitest bench is for comparisons, this prints a table of growth.
test('paths of flows of 10, 100 and 1000 states', () => {
  console.table(measure([10, 100, 1000]))
}, 300_000)
