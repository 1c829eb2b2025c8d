import { readdirSync, readFileSync } from 'node:fs'
import { compileFlow, safeParseFlow } from 'talkchart'
import { describe, expect, test } from 'vitest'

const folder = new URL('../cases/seed/', import.meta.url)
const cases = readdirSync(folder).map((file): [string, unknown] => [file, JSON.parse(readFileSync(new URL(file, folder), 'utf8'))])

describe('the flows that the ready ones come from, as plain JSON', () => {
  test('are all there', () => {
    expect(cases).toHaveLength(7)
  })

  test.each(cases)('%s is read without an error', (_, json) => {
    expect(safeParseFlow(json)).toMatchObject({ success: true })
  })

  test.each(cases)('%s compiles with prompts from elsewhere', (_, json) => {
    const parsed = safeParseFlow(json)
    if (!parsed.success) throw new Error('The flow was not read.')
    const machine = compileFlow(parsed.flow, { prompts: (name) => ({ say: name }) })
    expect(Object.keys(machine.config.states ?? {})).toEqual(expect.arrayContaining(Object.keys(parsed.flow.states)))
  })
})
