import { pingPong } from '../flows.js'
import type { Group } from '../sampling.js'
import { sendTurn, turnTime } from '../turns.js'

const withMessages = (count: number) => turnTime(() => sendTurn(pingPong({ say: 'Well?' }, count)), count / 2)

export const messages: Group = {
  name: 'messages',
  title: 'A turn, by the messages it keeps',
  about: '`send`, word for word, with so many messages in `history.maxMessages`.',
  unit: 'µs',
  baselines: ['10 messages'],
  rounds: 9,
  samplers: () => ({ '10 messages': withMessages(10), '100 messages': withMessages(100), '1000 messages': withMessages(1000) }),
}
