import { LLMock } from '@copilotkit/aimock'

/** Of all requests, about every fifth fails, in one of four ways. */
const CHAOS = { dropRate: 0.05, malformedRate: 0.05, rateLimitRate: 0.05, disconnectRate: 0.05 }

/** Runs in a process of its own, so that the memory measured is the conversations' alone. Tells its parent where it listens. */
const server = new LLMock({ host: '127.0.0.1', port: 0, journalMaxEntries: 1 })
server.onMessage(/[\s\S]*/, ({ messages, response_format }) => {
  const last = String(messages.at(-1)?.content)
  return {
    content: response_format === undefined ? 'As you like.' : JSON.stringify({ judged: last.startsWith('seriously') ? 'yes' : 'no' }),
  }
})
if (process.argv[2] !== 'calm') server.setChaos(CHAOS)
await server.start()
process.send?.(`${server.url}/v1`)
process.on('disconnect', () => process.exit(0))
