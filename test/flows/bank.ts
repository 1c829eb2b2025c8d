import type { ConversationFlow } from 'talkchart'
import { parseFlow } from 'talkchart'

/** A bank that asks for a PIN by a call, and says its hours by a digression. */
export const bank: ConversationFlow = parseFlow({
  name: 'bank',
  initialState: 'menu',
  states: {
    menu: {
      prompt: { say: 'Pay?' },
      transitions: { pay: { type: 'keyword', words: ['pay'] } },
      nextStates: { pay: 'verify' },
    },
    verify: { call: 'identity', nextStates: { verified: 'paid', failed: 'menu' } },
    paid: { prompt: { say: 'Paid.' } },
    stopped: { prompt: { say: 'Stopped.' } },
  },
  flows: {
    identity: {
      states: {
        pin: {
          prompt: { say: 'Your PIN?' },
          maxLoops: 2,
          transitions: { right: { type: 'keyword', words: ['4711'] }, wrong: { type: 'always' } },
          nextStates: { right: 'verified', wrong: 'again' },
        },
        again: { prompt: { say: 'Wrong.' }, advanceTo: 'pin', onLimit: 'failed' },
        verified: { prompt: { say: 'Thank you.' } },
        failed: {},
      },
    },
    hours: { states: { told: { prompt: { say: 'Nine to five.' } } } },
  },
  globalTransitions: { hours: { type: 'keyword', words: ['open', 'hours'] }, stop: { type: 'keyword', words: ['stop'] } },
  globalNextStates: { hours: { call: 'hours' }, stop: 'stopped' },
})
