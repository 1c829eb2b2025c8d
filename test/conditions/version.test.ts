import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { LIBRARY_VERSION } from '../../src/conditions/evaluator.js'

test("the evaluators carry the package's version", () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  expect(LIBRARY_VERSION).toBe(version)
})
