import { readFileSync } from 'node:fs'
import { compileFlow, decodeMessageRow, decodeRecord, memoryStore, openConversation, parseFlow, templateModel } from 'talkchart'
import { describe, expect, test } from 'vitest'
import { createActor } from 'xstate'
import { chartOf, turnsOf } from './observe.js'

interface Golden {
  readonly chart: Readonly<Record<string, string>>
  readonly turns: readonly string[]
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../cases/version-1/${file}.json`, import.meta.url), 'utf8'))
}

/** The ready flows as they were before the language had its second version, and what the compiler made of them then. It is never made anew. */
const flows = read('flows') as readonly { readonly name: string }[]
const golden = read('golden') as Readonly<Record<string, Golden>>

describe.each(flows.map((flow) => [flow.name, parseFlow(flow)] as const))('%s, a flow of version 1', (name, flow) => {
  test('compiles to the same chart', () => {
    expect(chartOf(flow)).toEqual(golden[name]?.chart)
  })

  test('has the same turns', async () => {
    expect(await turnsOf(flow)).toEqual(golden[name]?.turns)
  })

  test('keeps nothing in its context that is new', () => {
    const { context } = createActor(compileFlow(flow, { model: templateModel() }), { input: {} })
      .start()
      .getSnapshot()
    expect(Object.keys(context).sort()).toEqual(read('context-keys'))
  })
})

interface Stored {
  readonly flow: unknown
  readonly record: object
  readonly messages: readonly unknown[]
}

test.each(Object.entries(read('records') as Readonly<Record<string, Stored>>))(
  'a record that the last version wrote while %s resumes',
  async (phase, { flow, record, messages }) => {
    const memory = memoryStore()
    const store = { ...memory, load: async () => ({ record: decodeRecord(record), messages: messages.map(decodeMessageRow) }) }
    const conversation = await openConversation({ flow: parseFlow(flow), store, id: 'golden', model: templateModel() })
    const { state, turn, noMatches } = conversation.actor.getSnapshot().context
    expect({ phase: conversation.phase, state, turn, noMatches }).toEqual({ phase, state: 'assist', turn: 2, noMatches: 1 })
    expect(conversation.messages.at(-1)?.text).toBe(phase === 'failed' ? 'what?' : 'I am afraid I do not understand.')
    await conversation.close()
  },
)
