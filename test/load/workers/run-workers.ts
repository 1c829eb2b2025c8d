import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineFlow, keyword, type LanguageModel, ModelError, openConversation, type PrunableStore, templateModel } from 'talkchart'
import { flow } from './flow.js'
import type { WorkerTask } from './worker-process.js'

const LEASE_MILLISECONDS = 1500
/** The workers' model fails twice in each conversation before it answers. */
const CALLS_EACH = 3

export interface RunOptions {
  /** The script of one worker, bundled. */
  readonly script: string
  readonly store: PrunableStore
  readonly place: WorkerTask['store']
  /** A folder for the log. */
  readonly folder: string
  readonly conversations: number
}

interface LogLine {
  readonly process: number
  readonly call?: string
  readonly failed?: string
  readonly answered?: string
  readonly replied?: string
  readonly reply?: string
  readonly problem?: string | null
}

/**
 * Leaves conversations with timers that end, with calls that failed, with messages that nobody runs, and some of another version of the flow; then has
 * three workers run what is due, of which one is killed in the middle of its calls.
 */
export async function runWorkers({ script, store, place, folder, conversations }: RunOptions) {
  const log = join(folder, 'log')
  writeFileSync(log, '')
  const drifted = await leaveDrifted(store, Math.ceil(conversations / 20))
  const ids = await leaveDue(store, conversations)
  const task: WorkerTask = { store: place, log, leaseMilliseconds: LEASE_MILLISECONDS }
  const lines = () => readLog(log)
  const begun = performance.now()
  const workers = Array.from({ length: 3 }, () => fork(script, [JSON.stringify(task)]))
  try {
    const killed = await killInCall(workers[0], lines, conversations)
    await until(() => isAnswered(lines(), ids))
    await Promise.all(ids.map((id) => until(async () => (await store.load(id))?.record.phase === 'listening')))
    // What a worker had answered when it was killed, it may have told nobody.
    const isTold = (id: string) =>
      lines().some(({ process, answered, replied }) => replied === id || (answered === id && process === killed))
    await until(() => ids.every(isTold))
    const seconds = (performance.now() - begun) / 1000
    const ended = lines()
    const own = ended.filter(({ process }) => process === killed)
    const inFlight = own.filter(({ call }) => call).length - own.filter(({ failed, answered }) => failed ?? answered).length
    return {
      conversations: ids.length,
      needed: ids.length * CALLS_EACH,
      calls: ended.filter(({ call }) => call).length,
      inFlight,
      callsByWorker: workers.map(({ pid }) => ended.filter(({ process, call }) => process === pid && call).length),
      replied: ended.flatMap(({ replied }) => replied ?? []).length,
      wrong: await countWrong(store, ids),
      drifted: drifted.length,
      problems: ended.flatMap(({ problem }) => problem ?? []),
      seconds: Number(seconds.toFixed(1)),
    }
  } finally {
    for (const worker of workers.slice(1)) if (worker.connected) worker.disconnect()
    for (const worker of workers) if (worker.exitCode === null && worker.signalCode === null) await once(worker, 'exit')
  }
}

const isAnswered = (lines: readonly LogLine[], ids: readonly string[]) => {
  const answered = new Set(lines.flatMap(({ answered }) => answered ?? []))
  return ids.every((id) => answered.has(id))
}

const cutOff: LanguageModel = {
  respond: async () => {
    throw new ModelError('connection', 'It was cut off.')
  },
  understand: templateModel().understand,
}
const silent: LanguageModel = { ...cutOff, respond: () => new Promise(() => undefined) }

/** Six of ten wait for a timer, two have failed, and two were left in the middle of their turn. */
async function leaveDue(store: PrunableStore, count: number): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, (_, index) => `due-${String(index).padStart(3, '0')}`)
  for (const [index, id] of ids.entries()) {
    const kind = index % 10
    const conversation = await openConversation({ flow, model: kind < 8 ? cutOff : silent, store, id })
    if (kind < 8) await conversation.send(kind < 6 ? 'wait' : 'ask')
    else {
      const given = conversation.send('ask').catch(() => undefined)
      await until(async () => (await store.load(id))?.record.phase === 'busy')
      await conversation.close()
      await given
    }
    await conversation.close()
  }
  return ids
}

/** Their ids come first, and their state is unknown to the workers. */
async function leaveDrifted(store: PrunableStore, count: number): Promise<readonly string[]> {
  const other = defineFlow({
    name: flow.name,
    version: '0.9.0',
    initialState: 'gone',
    states: {
      gone: {
        prompt: { say: 'Wait.' },
        timeout: { seconds: 1, to: 'end' },
        transitions: { ask: keyword(['ask']) },
        nextStates: { ask: 'end' },
      },
      end: { prompt: { say: 'Bye.' } },
    },
  })
  const ids = Array.from({ length: count }, (_, index) => `a-drifted-${index}`)
  for (const id of ids) await (await openConversation({ flow: other, store, id })).close()
  return ids
}

/** Kills a worker as soon as it is in the middle of a call, and a part of the work is done. Returns its process id. */
async function killInCall(worker: ChildProcess | undefined, lines: () => readonly LogLine[], conversations: number): Promise<number> {
  if (worker === undefined) return 0
  await until(() => {
    const own = lines().filter(({ process }) => process === worker.pid)
    const calls = own.filter(({ call }) => call).length
    return calls > conversations / 6 && calls > own.filter(({ failed, answered }) => failed ?? answered).length
  })
  worker.kill('SIGKILL')
  await once(worker, 'exit')
  return worker.pid ?? 0
}

/** Counts the conversations that have not exactly one reply of the model, the right one. */
async function countWrong(store: PrunableStore, ids: readonly string[]): Promise<number> {
  let wrong = 0
  for (const id of ids) {
    const texts = (await store.load(id))?.messages.map(({ message }) => message.text) ?? []
    if (texts.filter((text) => text.startsWith('For ')).join() !== `For ${id}.`) wrong += 1
  }
  return wrong
}

function readLog(log: string): LogLine[] {
  const text = readFileSync(log, 'utf8')
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

async function until(isDone: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, 5))
}
