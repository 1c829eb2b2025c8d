import { expect, it } from 'vitest'
import { commitSizes } from './commit-size.js'

it('writes as many bytes for a commit at 10,000 messages as at 10, within a tenth', async () => {
  const sizes = await commitSizes([10, 100, 1000, 10_000])
  expect(sizes.map(({ messages }) => messages)).toEqual([10, 100, 1000, 10_000])
  const [first] = sizes
  for (const { bytes } of sizes) expect(Math.abs(bytes / (first?.bytes ?? 0) - 1)).toBeLessThan(0.1)
}, 60_000)
