// Runs a turn and stops itself (SIGSTOP) at a step of it: node stopping-process.mjs FOLDER. It is told the steps one after the other.
import { conversationHost, memoryRelay } from 'talkchart/server'
import { fileStore } from 'talkchart/stores/file'
import { answering, FLOW, LEASE_MILLISECONDS, type StopStep, stoppedAnswer } from './stopped-holder.js'

const store = fileStore(process.argv[2] ?? '', { fsync: false })
const relay = memoryRelay()
let step: StopStep | undefined

/** Stops the process when that is the step, once. Its parent lets it go on. */
function stopAt(here: StopStep): void {
  if (here !== step) return
  step = undefined
  process.send?.({ stopsAt: here })
  process.kill(process.pid, 'SIGSTOP')
}

const host = conversationHost({
  flow: FLOW,
  model: answering(() => {
    stopAt('in the call')
    return stoppedAnswer
  }),
  lease: { milliseconds: LEASE_MILLISECONDS },
  store: {
    ...store,
    load: (id, options) => store.load(id, options),
    list: (options) => store.list(options),
    remove: (id) => store.remove(id),
    renew: (id, token, milliseconds) => store.renew(id, token, milliseconds),
    release: (id, token) => store.release(id, token),
    enqueue: (id, input) => store.enqueue(id, input),
    async lease(id, request) {
      const answer = await store.lease(id, request)
      stopAt('after the lease')
      return answer
    },
    async commit(id, { release = false, ...commit }) {
      const isOutcome = commit.record.phase !== 'busy'
      stopAt(isOutcome ? 'before the commit' : 'before the message is stored')
      await store.commit(id, commit)
      if (isOutcome) stopAt('after the commit, before the release')
      if (release && commit.token !== undefined) await store.release(id, commit.token)
    },
  },
  relay: {
    ...relay,
    async begin(id, attempt, onInterrupt) {
      stopAt('as the relay begins')
      await relay.begin(id, attempt, onInterrupt)
    },
    append(id, attempt, events) {
      if (events.some(({ type }) => type === 'delta')) stopAt('as a piece is relayed')
      relay.append(id, attempt, events)
    },
    async end(id, attempt) {
      stopAt('as the relay ends')
      await relay.end(id, attempt)
    },
  },
})

process.on('message', async (asked: { readonly id: string; readonly step: StopStep }) => {
  await host.begin(asked.id).outcome
  step = asked.step
  const { turn } = await host.send(asked.id, { id: 'm1', text: 'ask' }).outcome
  const { turn: next } = await host.send(asked.id, { id: 'm2', text: 'ask' }).outcome
  process.send?.({ told: turn.reply, next: next.reply })
})
process.on('disconnect', () => process.exit(0))
