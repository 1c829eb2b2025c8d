import { type ConversationFlow, compileFlow } from 'talkchart'
import { explainTurn } from 'talkchart/analysis'
import { flow as support } from 'talkchart/machines/customer_support'
import { flow as sales } from 'talkchart/machines/sales_qualification'
import { flowPaths } from 'talkchart/testing'
import { createActor } from 'xstate'
import { cpuTime, type Group, inMilliseconds } from '../sampling.js'

/** Explains what each message of the generated paths would do at the beginning of the conversation. */
function explainTime(flow: ConversationFlow) {
  const machine = compileFlow(flow)
  const actor = createActor(machine, { input: { conversationId: 'bench' } }).start()
  const texts = flowPaths(flow).paths.flatMap(({ steps }) => steps.flatMap(({ step }) => (step.type === 'message' ? [step.text] : [])))
  let next = 0
  return inMilliseconds(
    cpuTime(() => (times) => {
      for (let time = 0; time < times; time += 1, next += 1) explainTurn(machine, actor.getSnapshot(), texts[next % texts.length] ?? '')
    }),
  )
}

export const explain: Group = {
  name: 'explain',
  title: 'Explaining a message',
  about: '`explainTurn` for the messages of the generated paths, while the conversation stands in its first state.',
  unit: 'ms',
  baselines: [],
  rounds: 9,
  samplers: () => ({
    'a message, customer_support': explainTime(support),
    'a message, sales_qualification': explainTime(sales),
  }),
}
