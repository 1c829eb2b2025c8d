import { compileFlow, memoryStore, openConversation } from 'talkchart'
import { ringOf } from '../flows.js'
import { invokingTurn, restoredTurn } from '../hand-written.js'
import { cpuTime, type Group } from '../sampling.js'
import { FULL_WINDOW, turnTime } from '../turns.js'

/** How often one conversation is opened again before the next: with each time it grows by two messages. */
const TIMES_EACH = 8

const reopenTime = (states: number) => {
  const machine = compileFlow(ringOf(states))
  return cpuTime(async (times) => {
    const store = memoryStore()
    const ids = Array.from({ length: Math.ceil(times / TIMES_EACH) }, (_, position) => `conversation-${position}`)
    for (const id of ids) {
      const conversation = await openConversation({ machine, store, id })
      for (let count = 0; count < FULL_WINDOW; count += 1) await conversation.send('next')
      await conversation.close()
    }
    return async () => {
      for (let count = 0; count < times; count += 1) {
        const conversation = await openConversation({ machine, store, id: ids[count % ids.length] ?? '' })
        await conversation.send('next')
        await conversation.close()
      }
    }
  })
}

export const reopen: Group = {
  name: 'reopen',
  title: 'Open, send, close',
  about:
    'A server that opens a stored conversation of 100 messages for each message and closes it again. ' +
    'The second baseline is the hand-written machine, restored from JSON before the turn and saved as JSON after it.',
  unit: 'µs',
  baselines: ['XState with invoke', 'XState, restored and saved'],
  rounds: 11,
  samplers: () => ({
    'XState with invoke': turnTime(invokingTurn),
    'XState, restored and saved': turnTime(restoredTurn),
    '3 states': reopenTime(3),
    '30 states': reopenTime(30),
    '300 states': reopenTime(300),
  }),
}
