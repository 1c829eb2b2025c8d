import type { ConversationFlow } from 'talkchart'
import type { Happening } from '../../src/testing/prove/property.js'
import type { Conversation } from '../reference/conversation.js'
import { answer, hear, interrupt, passTime, retry, settle, start, userMessage } from '../reference/interpreter.js'
import { sorted } from '../reference/observation.js'
import { GUARDS } from '../reference/random-condition.js'
import { answerTo, type ScriptStep } from '../reference/random-script.js'

/** What happens in a talk by the rules of turns.md, as their naive reader takes them: each step with the data then. */
export async function naiveTalk(flow: ConversationFlow, script: readonly ScriptStep[]): Promise<readonly Happening[]> {
  const conversation = start(flow, { guards: GUARDS })
  await settle(conversation)
  for (const step of script) {
    if (conversation.outcome) break
    await take(conversation, step)
  }
  return conversation.happened
}

async function take(conversation: Conversation, step: ScriptStep): Promise<void> {
  if (step.type === 'say') {
    for (const { after, ...message } of step.messages)
      userMessage(conversation, { ...message, ...(after === undefined ? {} : { at: after }) })
  } else if (step.type === 'answer') {
    const pending = sorted(conversation.pending)
    const request = pending[step.which % Math.max(1, pending.length)]
    if (request) answer(conversation, request, answerTo(request, step))
  } else if (step.type === 'begin') {
    if (conversation.pending.some(({ kind }) => kind === 'respond')) hear(conversation, step.piece)
  } else if (step.type === 'wait') await passTime(conversation, step.seconds * 1000)
  else if (step.type === 'retry') retry(conversation)
  else if (step.type === 'interrupt') interrupt(conversation)
  await settle(conversation)
}
