import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expect, test, vi } from 'vitest'
import { endLate } from '../../src/cli/play/end-late.js'

const worker = (script: string) => new Worker(`const { parentPort } = require('node:worker_threads'); ${script}`, { eval: true })

test('a worker that goes round for ever is ended, and one that is done is not called late', async () => {
  const endless = worker('for (;;) {}')
  const isLate = vi.fn()
  const exited = once(endless, 'exit')
  endLate(endless, 10, isLate)
  await exited
  expect(isLate).toHaveBeenCalledOnce()
  const done = worker("parentPort.postMessage('done')")
  const wasLate = vi.fn()
  const ended = once(done, 'exit')
  endLate(done, 60_000, wasLate)
  await ended
  expect(wasLate).not.toHaveBeenCalled()
})
