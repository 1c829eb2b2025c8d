// Serves conversations in a process of its own: node serving-rival.mjs TASK PORT. It ends when its parent lets go of it.
import { createServer } from 'node:http'
import { conversationHandler, conversationHost, nodeListener, postgresRelay } from 'talkchart/server'
import { answeringModel, flow, poolOf, type RivalTask, storeIn } from './rival-parts.js'

const task: RivalTask = JSON.parse(process.argv[2] ?? '')
const pool = poolOf(task.store)
const relay = pool === undefined || 'directory' in task.store ? {} : { relay: postgresRelay(pool, { schema: task.store.schema }) }
const host = conversationHost({
  flow,
  model: answeringModel(task.log),
  store: storeIn(task.store, pool),
  lease: { milliseconds: task.leaseMilliseconds },
  ...relay,
})
const server = createServer(nodeListener(conversationHandler({ host, authorize: 'anyone' })))
server.listen(Number(process.argv[3] ?? 0), '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 })
})
process.on('disconnect', () => process.exit(0))
