import { type ConversationFlow, compileFlow } from 'talkchart'
import { explainTurn } from 'talkchart/analysis'
import { flow as support } from 'talkchart/machines/customer_support'
import { flow as sales } from 'talkchart/machines/sales_qualification'
import { flowPaths } from 'talkchart/testing'
import { createActor } from 'xstate'
import { cpuTime, type Group, inMilliseconds } from '../sampling.js'

/** Explains what each message of the generated paths would do at the beginning of the conversation. */
function explainTime(flow: ConversationFlow) {
  let known: ReturnType<typeof messagesOf> | undefined
  let next = 0
  return inMilliseconds(
    cpuTime(() => {
      // Made for the first round: whoever measures other rows does not wait for the paths.
      known ??= messagesOf(flow)
      const { machine, snapshot, texts } = known
      return (times) => {
        for (let time = 0; time < times; time += 1, next += 1) explainTurn(machine, snapshot, texts[next % texts.length] ?? '')
      }
    }),
  )
}

function messagesOf(flow: ConversationFlow) {
  const machine = compileFlow(flow)
  const snapshot = createActor(machine, { input: { conversationId: 'bench' } })
    .start()
    .getSnapshot()
  const texts = flowPaths(flow).paths.flatMap(({ steps }) => steps.flatMap(({ step }) => (step.type === 'message' ? [step.text] : [])))
  return { machine, snapshot, texts }
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
