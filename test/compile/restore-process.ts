import { readFileSync, writeFileSync } from 'node:fs'
import { createActor, waitFor } from 'xstate'
import { compileFlow, scriptedModel } from '../../src/index.js'
import { restoreFlow } from './restore-flow.js'

const [input = '', output = ''] = process.argv.slice(2)
const model = scriptedModel({ respond: 'I am sorry.', understand: { extract: { topic: 'delivery' }, angry: 'yes' } })
const actor = createActor(compileFlow(restoreFlow, { model }), { snapshot: JSON.parse(readFileSync(input, 'utf8')) }).start()
if (actor.getSnapshot().hasTag('failed')) actor.send({ type: 'conversation.retry' })
const overdue = /"deadline":(\d+)/.exec(JSON.stringify(actor.getPersistedSnapshot()))?.[1]
const rests = await waitFor(actor, (state) => state.status === 'done' || (state.hasTag('listening') && overdue === undefined))
const { context, value } = rests
writeFileSync(
  output,
  JSON.stringify({
    value,
    data: context.data,
    texts: context.messages.map(({ text }) => text),
    requests: model.requests.map(({ id }) => id),
  }),
)
process.exit(0)
