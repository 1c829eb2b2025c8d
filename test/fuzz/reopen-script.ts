import { isDeepStrictEqual } from 'node:util'
import type { ConversationFlow } from '../../src/definition/flow.js'
import { settle, start } from '../reference/interpreter.js'
import { STARTED_AT } from '../reference/machine-driver.js'
import { GUARDS } from '../reference/random-condition.js'
import type { ScriptStep } from '../reference/random-script.js'
import { ReopeningDriver } from './reopening-driver.js'
import { type Interruption, ReopeningRun } from './reopening-run.js'

/** Runs a script on a conversation that is closed, or dies, and is opened again. Says what is wrong; empty when nothing is. */
export async function findLosses(
  flow: ConversationFlow,
  script: readonly ScriptStep[],
  interruptions: readonly Interruption[],
): Promise<readonly string[]> {
  const reference = start(flow, { guards: GUARDS, now: STARTED_AT })
  await settle(reference)
  const driver = new ReopeningDriver(flow)
  const run = new ReopeningRun(reference, driver)
  driver.open()
  await driver.flush()
  for (const [index, step] of script.entries()) {
    if (reference.outcome) break
    await run.step(step, interruptions[index] ?? { how: 'none', within: null })
    const difference = run.difference()
    if (difference) return [`after step ${index + 1}: ${difference}`]
  }
  await run.finish()
  return await lossesOf(driver)
}

/** What every conversation promises, whatever happened to it. */
async function lossesOf(driver: ReopeningDriver): Promise<readonly string[]> {
  const { conversation } = driver
  const stored = await driver.stored()
  const losses = driver.surprises.map((error) => `a surprise: ${error}`)
  if (!conversation || !stored) return [...losses, 'the conversation does not open']
  const { record } = stored
  // Which transition a message fired is stored beside it, and not held in memory.
  const history = stored.messages.map(({ message: { transition: _transition, ...message } }) => message)
  const newest = history.slice(-conversation.messages.length)
  if (conversation.phase === 'busy') losses.push('the conversation is busy and asks nobody')
  if (record.pending.length > 0) losses.push(`messages are left pending: ${JSON.stringify(record.pending)}`)
  if (record.phase !== conversation.phase) losses.push(`stored as ${record.phase}, while it is ${conversation.phase}`)
  if (stored.messages.some(({ position }, index) => position !== index)) losses.push('the stored messages have gaps')
  if (!isDeepStrictEqual(newest, [...conversation.messages])) losses.push('the stored history is not what the conversation holds')
  return [
    ...losses,
    ...lostMessages(
      driver,
      history.flatMap(({ role, id }) => (role === 'user' && id !== undefined ? [id] : [])),
    ),
  ]
}

/** Each message that was answered is there once, and all are in the order sent. */
function lostMessages({ sent }: ReopeningDriver, stored: readonly string[]): readonly string[] {
  const order = sent.map(({ id }) => id).filter((id) => stored.includes(id))
  const losses = isDeepStrictEqual(order, stored) ? [] : [`sent in the order ${order}, stored as ${stored}`]
  return [
    ...losses,
    ...sent.filter(({ fate }) => fate === 'open').map(({ id }) => `message ${id} was never answered`),
    ...sent.filter(({ id, fate }) => fate === 'answered' && !stored.includes(id)).map(({ id }) => `message ${id} is lost`),
  ]
}
