import { readFileSync } from 'node:fs'
import type { ConversationMachine } from 'talkchart'
import { expect, test } from 'vitest'
import { createActor, type SnapshotFrom, transition, waitFor } from 'xstate'
import { machine as support } from '../../machines/customer_support.js'
import { isSettled } from './talk-to.js'

const file = new URL('../conditions/answer/sentences.txt', import.meta.url)

/** What people say in English for yes, no, unsure and neither. */
function sentencesFor(answer: string): readonly string[] {
  const section = readFileSync(file, 'utf8')
    .split(/^# /m)
    .find((each) => each.startsWith(`en ${answer}\n`))
  return (
    section
      ?.split('\n')
      .slice(1)
      .filter((sentence) => sentence !== '') ?? []
  )
}

async function after(machine: ConversationMachine, utterances: readonly string[]): Promise<SnapshotFrom<ConversationMachine>> {
  const actor = createActor(machine, { input: {} }).start()
  for (const text of utterances) {
    await waitFor(actor, isSettled)
    actor.send({ type: 'user.message', text })
  }
  return waitFor(actor, isSettled)
}

/** The sentences that lead elsewhere than they should, from one state of a flow; each is said to the same state. */
function astray(machine: ConversationMachine, asked: SnapshotFrom<ConversationMachine>, answer: string, target: string) {
  return sentencesFor(answer)
    .map((text) => [text, transition(machine, asked, { type: 'user.message', text, at: 0 })[0].context.state])
    .filter(([, state]) => state !== target)
}

test('money moves on what says yes, and on nothing else', async () => {
  const asked = await after(support, ['a refund for my bill', 'I want my money back'])
  expect(asked.context.state).toBe('process_refund')
  expect(astray(support, asked, 'yes', 'satisfaction_check')).toEqual([])
  expect(astray(support, asked, 'no', 'billing_support')).toEqual([])
  expect(astray(support, asked, 'unsure', 'process_refund')).toEqual([])
  expect(astray(support, asked, 'neither', 'process_refund')).toEqual([['I want to speak to a manager', 'escalate']])
})
