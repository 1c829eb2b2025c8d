import { readFileSync } from 'node:fs'
import { restateHost } from 'talkchart/restate'
import type { HostOutcome, TurnRun } from 'talkchart/server'
import { type RestatePlace, until } from './restate-place.js'

/** How much is talked, and what is killed meanwhile. */
export interface RunOptions {
  readonly conversations: number
  readonly turns: number
  readonly workerKills: number
  readonly serverKills: number
}

/** What came of a run. */
export interface RunReport {
  readonly conversations: number
  readonly turns: number
  readonly workerKills: number
  readonly serverKills: number
  readonly calls: number
  readonly needed: number
  /** The turns that were being run when something was killed, for which a call may have been made once more. */
  readonly inFlight: number
  readonly wrong: number
  readonly lost: number
  readonly doubled: number
  /** Conversations that their timers have ended, with nobody opening them. */
  readonly ended: number
  /** Invocations that Restate found stuck: their replay differed from their journal. */
  readonly mismatches: number
  readonly seconds: number
}

/** Talks in many conversations at once through Restate, kills what serves them, and compares what was said with what is kept. */
export async function runRestate(place: RestatePlace, { conversations, turns, workerKills, serverKills }: RunOptions): Promise<RunReport> {
  const host = restateHost({ ingress: place.ingress })
  const begun = performance.now()
  const told = new Map<string, string>()
  let outstanding = 0
  let inFlight = 0

  /** Asks until it is answered; who asks again uses the same id. */
  const deliver = async (ask: () => TurnRun): Promise<HostOutcome> => {
    outstanding += 1
    try {
      for (;;) {
        const outcome = await ask().outcome.catch((error: unknown) => {
          if (Reflect.get(Object(error), 'code') !== 'store-unavailable') throw error
          return undefined
        })
        if (outcome !== undefined) return outcome
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    } finally {
      outstanding -= 1
    }
  }

  const talk = async (id: string) => {
    await deliver(() => host.begin(id))
    for (let turn = 1; turn <= turns; turn += 1) {
      const { turn: answered } = await deliver(() => host.send(id, { id: `${id}-${turn}`, text: `say ${turn} in ${id}` }))
      told.set(`${id}-${turn}`, answered.reply)
    }
    await deliver(() => host.send(id, { id: `${id}-last`, text: 'wait' }))
  }

  const total = conversations * turns
  const reached = (share: number) => until(async () => told.size >= total * share, 240_000)
  const dead = async () => {
    for (let kill = 0; kill < workerKills; kill += 1) {
      await reached((kill + 1) / (workerKills + 3))
      await until(async () => outstanding > 0)
      inFlight += outstanding
      await place.killWorker(kill % 2)
    }
    for (let kill = 0; kill < serverKills; kill += 1) {
      await reached((kill + 2) / (serverKills + 3))
      inFlight += outstanding
      await place.restartServer()
    }
  }
  const ids = Array.from({ length: conversations }, (_, number) => `c${number}`)
  await Promise.all([dead(), ...ids.map(talk)])

  let [wrong, lost, doubled, ended] = [0, 0, 0, 0]
  for (const id of ids) {
    await until(async () => (await host.read(id))?.outcome === 'completed', 60_000)
    ended += 1
    const view = await host.read(id, { messages: { last: 1000 } })
    for (let turn = 1; turn <= turns; turn += 1) {
      const own = view?.messages.filter((message) => message.id === `${id}-${turn}`) ?? []
      const replies = view?.messages.filter(({ role, turn: number }) => role === 'assistant' && number === own[0]?.turn) ?? []
      if (own.length === 0) lost += 1
      if (own.length > 1 || replies.length > 1) doubled += 1
      if (replies[0]?.text !== `re: say ${turn} in ${id}` || told.get(`${id}-${turn}`) !== replies[0]?.text) wrong += 1
    }
  }
  return {
    conversations,
    turns: total,
    workerKills,
    serverKills,
    calls: place.calls().filter(({ call }) => call !== undefined).length,
    // One for each turn, and one for the good-bye of the timer.
    needed: total + conversations,
    inFlight,
    wrong,
    lost,
    doubled,
    ended,
    mismatches: readFileSync(place.serverLog, 'utf8').split('RT0016').length - 1,
    seconds: Math.round(performance.now() - begun) / 1000,
  }
}
