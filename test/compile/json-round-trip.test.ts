import fc from 'fast-check'
import { type ConversationFlow, type ConversationMachine, compileFlow, machineFromConfig, templateModel } from 'talkchart'
import { describe, expect, test } from 'vitest'
import { createActor, waitFor } from 'xstate'
import { isSettled } from '../machines/talk-to.js'
import { randomFlow } from '../reference/random-flow.js'
import { runsOr } from '../runs.js'
import { readyFlows } from '../testing/ready-flows.js'
import { decidedModel } from './decided-model.js'

const RUNS = runsOr(10)

function throughJson(machine: ConversationMachine): ConversationMachine {
  return machineFromConfig(JSON.parse(JSON.stringify(machine.config)), machine.implementations)
}

/** Where a config holds functions, as `states.a.states.b.invoke.input`. */
function functionsIn(value: unknown, path: readonly string[] = []): string[] {
  if (typeof value === 'function') return [path.join('.')]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, entry]) => functionsIn(entry, [...path, key]))
}

/** All words that the flow listens for, and some that it does not. */
function wordsOf(flow: ConversationFlow): readonly string[] {
  const words = [...JSON.stringify(flow).matchAll(/"words":(\[.*?\])/g)].flatMap(([, list = '[]']): string[] => JSON.parse(list))
  return [...new Set([...words, 'blah', 'not', 'I am so happy', 'this is terrible', '42'])]
}

/** Everything that can be seen of a talk, but for the time of day. */
async function talk(machine: ConversationMachine, utterances: readonly string[]): Promise<unknown> {
  const emitted: string[] = []
  const actor = createActor(machine, { input: { conversationId: 'c' } })
  actor.on('*', ({ type }) => emitted.push(type))
  actor.start()
  for (const text of utterances) {
    const { status } = await waitFor(actor, isSettled)
    if (status !== 'active') break
    actor.send({ type: 'user.message', text, at: actor.getSnapshot().context.startedAt })
  }
  const { value, context, output } = await waitFor(actor, isSettled)
  actor.stop()
  const { startedAt: _startedAt, messages, ...rest } = context
  return { value, output, emitted, ...rest, messages: messages.map(({ at: _at, ...message }) => message) }
}

describe.each(readyFlows)('the machine of %s', (_name, flow) => {
  test('is JSON but for the mappers that XState has no named form for', () => {
    const functions = functionsIn(compileFlow(flow).config)
    expect(functions.filter((path) => !/^(?:context|output|states\.[\w/]+\.states\.\w+\.invoke\.input)$/.test(path))).toEqual([])
  })

  test('talks alike when it comes from JSON', async () => {
    const utterance = fc.array(fc.constantFrom(...wordsOf(flow)), { minLength: 1, maxLength: 3 }).map((words) => words.join(' '))
    const machine = compileFlow(flow, { model: decidedModel })
    const again = throughJson(machine)
    const holds = fc.asyncProperty(fc.array(utterance, { maxLength: 8 }), async (utterances) => {
      expect(await talk(again, utterances)).toEqual(await talk(machine, utterances))
    })
    await fc.assert(holds, { numRuns: RUNS })
  })
})

test('any flow gives a config that is JSON, and the same again from it', () => {
  const holds = fc.property(randomFlow, (flow) => {
    const { config } = compileFlow(flow, { model: templateModel(), models: { careful: templateModel() } })
    expect(functionsIn(config).filter((path) => !/(?:^context|^output|\.invoke\.input)$/.test(path))).toEqual([])
    expect(JSON.stringify(machineFromConfig(JSON.parse(JSON.stringify(config))).config)).toBe(JSON.stringify(config))
  })
  fc.assert(holds, { numRuns: RUNS })
})
