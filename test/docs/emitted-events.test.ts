import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { COMPARED } from '../reference/observation.js'

const page = readFileSync(new URL('../../docs/guide/xstate.md', import.meta.url), 'utf8')

test.each(Object.keys(COMPARED))('the guide tells of %s', (type) => {
  expect(page).toContain(`\n| \`${type}\` |`)
})
