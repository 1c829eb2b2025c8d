import { readdirSync } from 'node:fs'
import { type ConversationFlow, checkFlow, compileFlow, parseFlow } from 'talkchart'
import { describe, expect, test } from 'vitest'

const folder = new URL('../../machines/', import.meta.url)
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -'.ts'.length)] : []))
const flows: [string, ConversationFlow][] = await Promise.all(
  names.map(async (name): Promise<[string, ConversationFlow]> => [name, (await import(`../../machines/${name}.ts`)).flow]),
)

describe.each(flows)('the ready flow %s', (name, flow) => {
  test('is named after its file', () => {
    expect(flow.name).toBe(name)
  })

  test('has nothing that the check objects to', () => {
    expect(checkFlow(flow).filter(({ severity }) => severity !== 'info')).toEqual([])
  })

  test('survives JSON and compiles from it', () => {
    const machine = compileFlow(parseFlow(JSON.parse(JSON.stringify(flow))))
    expect(JSON.stringify(machine.config)).toBe(JSON.stringify(compileFlow(flow).config))
  })

  test('can be spoken without a model, word for word', () => {
    expect(Object.entries(flow.prompts ?? {}).filter(([, { say, instruct }]) => !say || !instruct)).toEqual([])
  })

  test('asks nothing in a state that hears no answer', () => {
    const last = Object.values(flow.states).filter(({ transitions, advanceTo }) => !transitions && !advanceTo)
    const spoken = last.map(({ prompt }) => (typeof prompt === 'string' ? flow.prompts?.[prompt]?.say : prompt?.say))
    expect(spoken.length).toBeGreaterThan(0)
    expect(spoken.filter((say) => say?.includes('?'))).toEqual([])
  })

  test('asks one thing at a time', () => {
    const questions = Object.values(flow.prompts ?? {}).map(({ say = '' }) => [say].flat().join(' ').split('?').length - 1)
    expect(Math.max(...questions)).toBe(1)
  })
})
