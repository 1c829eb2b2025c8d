import { type DrawingOptions, toSvg } from 'talkchart/analysis'
import { expect, test } from 'vitest'
import { readyFlows } from '../ready-flows.js'

/** With conditions, a large flow is a large picture. */
const LARGE: DrawingOptions = { labels: 'names', direction: 'LR' }

const OPTIONS: ReadonlyMap<string, DrawingOptions> = new Map([
  ['appointment', { ...LARGE, hide: ['noMatch', 'digression', 'resume'] }],
  ['customer_support', { ...LARGE, hide: ['limit', 'noMatch', 'digression', 'resume'] }],
  ['dynamic_routing', { labels: 'names' }],
  ['sales_qualification', { ...LARGE, hide: ['limit', 'noMatch', 'digression', 'resume'] }],
  ['interview', { labels: 'names' }],
])

const LARGEST = 70_000

// To make them anew: npx vitest run --config test/vitest.config.ts --project globals test/analysis/drawing/pictures.test.ts --update
test.each(readyFlows)('docs/pictures/%s.svg shows the flow as it is', async (name, flow) => {
  const picture = await toSvg(flow, OPTIONS.get(name))
  expect(picture.length).toBeLessThan(LARGEST)
  await expect(picture).toMatchFileSnapshot(`../../../docs/pictures/${name}.svg`)
})
