import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ConversationFlow } from '../../src/definition/flow.js'
import type { Conversation } from './conversation.js'
import { answer, cancel, passTime, retry, settle, start, userMessage } from './interpreter.js'
import { GUARDS } from './random-condition.js'
import { randomFlow } from './random-flow.js'
import { answerTo, randomScript, type ScriptStep } from './random-script.js'

async function play(flow: ConversationFlow, script: readonly ScriptStep[], look: (conversation: Conversation) => void): Promise<void> {
  const conversation = start(flow, { guards: GUARDS })
  await settle(conversation)
  look(conversation)
  for (const step of script) {
    await doStep(conversation, step)
    await settle(conversation)
    look(conversation)
  }
}

async function doStep(conversation: Conversation, step: ScriptStep): Promise<void> {
  const [request] = conversation.pending
  if (step.type === 'say') for (const { after, ...message } of step.messages) userMessage(conversation, { ...message, at: after ?? 0 })
  if (step.type === 'answer' && request) answer(conversation, request, answerTo(request, step))
  if (step.type === 'retry') retry(conversation)
  if (step.type === 'cancel') cancel(conversation)
  if (step.type === 'wait') await passTime(conversation, step.seconds * 1000)
}

test('random conversations end up everywhere, and keep what always holds', async () => {
  const places = new Map<string, number>()
  const note = (place: string) => places.set(place, (places.get(place) ?? 0) + 1)
  const property = fc.asyncProperty(randomFlow, randomScript, (flow, script) =>
    play(flow, script, (conversation) => {
      note(conversation.substate)
      if (conversation.error) note(`failed ${conversation.error.during}`)
      if (conversation.noMatches > 0) note('missed')
      if (conversation.pending.length > 1) note('two models')
      const isBusy = ['responding', 'understanding', 'understandingReply', 'invoking'].includes(conversation.substate)
      expect(conversation.pending.length > 0).toBe(isBusy)
      if (!isBusy && !conversation.outcome) expect(conversation.inbox).toEqual([])
      expect(conversation.error !== null).toBe(conversation.substate === 'failed')
    }),
  )
  await fc.assert(property, { numRuns: 600, seed: 1 })
  const everywhere = [
    'listening',
    'responding',
    'understanding',
    'understandingReply',
    'invoking',
    'failed',
    '$completed',
    '$limit',
    '$cancelled',
  ]
  const events = ['failed respond', 'failed understand', 'failed invoke', 'missed', 'two models']
  for (const place of [...everywhere, ...events]) expect(places.get(place) ?? 0, place).toBeGreaterThan(0)
})
