import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { factsOf, keptFacts, tablePage } from './mutation-facts.js'
import { readyFlows } from './ready-flows.js'
import { readyPaths } from './ready-paths.js'

const page = readFileSync(tablePage, 'utf8')
const kept = keptFacts()

test.each(readyFlows)('the strength of the paths of %s was measured with these paths, and these changes', (name, flow) => {
  const stale = `Measure it anew: npx jiti test/scripts/mutation-table.ts ${name}`
  expect(factsOf(flow, readyPaths(name).paths), stale).toEqual(kept[name])
  const row = new RegExp(`^\\| \`${name}\` \\|.*\\| ${kept[name]?.paths} \\| ${kept[name]?.steps} \\| [\\d.]+ \\|$`, 'm')
  expect(page, stale).toMatch(row)
})

test('there are no rows of other flows', () => {
  expect(Object.keys(kept).toSorted()).toEqual(readyFlows.map(([name]) => name).toSorted())
})
