import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { STARTED_AT } from '../reference/machine-driver.js'
import { readCases, sections } from './read-cases.js'
import { runCase } from './run-case.js'
import { talkToMachine, talkToReference } from './talker.js'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: STARTED_AT })
})

afterEach(() => {
  vi.useRealTimers()
})

test('every section of the rules has its cases', () => {
  const page = readFileSync(new URL('../../docs/reference/turns.md', import.meta.url), 'utf8')
  const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase().replaceAll(' ', '-'))
  expect(sections.toSorted()).toEqual(headings.toSorted())
  expect(sections.filter((section) => readCases(section).length === 0)).toEqual([])
})

describe.each(sections)('%s', (section) => {
  const cases = readCases(section).map((one) => [one.title, one] as const)

  test.each(cases)('%s: by the machine', async (_title, one) => {
    expect(await runCase(one, talkToMachine(one.flow))).toBe(one.talk)
  })

  test.each(cases)('%s: by the reference', async (_title, one) => {
    expect(await runCase(one, talkToReference(one.flow))).toBe(one.talk)
  })
})
