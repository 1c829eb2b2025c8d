import { readFileSync } from 'node:fs'
import { restateHost } from 'talkchart/restate'
import type { ConversationHost, TurnRun } from 'talkchart/server'
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
export async function runRestate(place: RestatePlace, options: RunOptions): Promise<RunReport> {
  const { conversations, turns, workerKills, serverKills } = options
  const begun = performance.now()
  const total = conversations * turns
  const ids = Array.from({ length: conversations }, (_, number) => `c${number}`)
  const talkers = new Talkers(restateHost({ ingress: place.ingress }), turns)
  const before = callsOf(place)
  const [inFlight] = await Promise.all([killSome(place, talkers, options), ...ids.map((id) => talkers.talk(id))])
  const found: Found = { wrong: 0, lost: 0, doubled: 0, ended: 0 }
  for (const id of ids) await talkers.compare(id, found)
  return {
    conversations,
    turns: total,
    workerKills,
    serverKills,
    calls: callsOf(place) - before,
    // One for each turn, and one for the good-bye of the timer.
    needed: total + conversations,
    inFlight,
    ...found,
    mismatches: readFileSync(place.serverLog, 'utf8').split('RT0016').length - 1,
    seconds: Math.round(performance.now() - begun) / 1000,
  }
}

function callsOf(place: RestatePlace): number {
  return place.calls().filter(({ call }) => call !== undefined).length
}

/** Kills workers and the server on the way. Returns how many turns were being run then. */
async function killSome(place: RestatePlace, talkers: Talkers, { conversations, turns, ...kills }: RunOptions): Promise<number> {
  const { workerKills, serverKills } = kills
  const kill = async (number: number) => {
    const share = (number + 1) / (workerKills + serverKills + 1)
    await until(async () => talkers.told.size >= conversations * turns * share, 300_000)
    const inFlight = talkers.outstanding
    if (number < workerKills) await place.killWorker(number % 2)
    else await place.restartServer()
    return inFlight
  }
  const inFlight = await Promise.all(Array.from({ length: workerKills + serverKills }, (_, number) => kill(number)))
  return inFlight.reduce((sum, count) => sum + count, 0)
}

interface Found {
  wrong: number
  lost: number
  doubled: number
  ended: number
}

/** The users of all conversations. */
class Talkers {
  /** The replies that were told, by the ids of the messages. */
  readonly told = new Map<string, string>()
  /** How many wait for an answer. */
  outstanding = 0
  readonly #host: ConversationHost
  readonly #turns: number

  constructor(host: ConversationHost, turns: number) {
    this.#host = host
    this.#turns = turns
  }

  async talk(id: string): Promise<void> {
    await this.#deliver(() => this.#host.begin(id))
    for (let turn = 1; turn <= this.#turns; turn += 1) {
      const reply = await this.#deliver(() => this.#host.send(id, { id: `${id}-${turn}`, text: `say ${turn} in ${id}` }))
      this.told.set(`${id}-${turn}`, reply)
    }
    await this.#deliver(() => this.#host.send(id, { id: `${id}-last`, text: 'wait' }))
  }

  /** Waits until its timer has ended a conversation, which nobody opens, and counts what is wrong in it. */
  async compare(id: string, found: Found): Promise<void> {
    await until(async () => (await this.#host.read(id))?.outcome === 'completed', 60_000)
    found.ended += 1
    const messages = (await this.#host.read(id, { messages: { last: 1000 } }))?.messages ?? []
    for (let turn = 1; turn <= this.#turns; turn += 1) {
      const own = messages.filter((message) => message.id === `${id}-${turn}`)
      const replies = messages.filter((message) => message.role === 'assistant' && message.turn === own[0]?.turn)
      const recorded = replies[0]?.text
      if (own.length === 0) found.lost += 1
      if (own.length > 1 || replies.length > 1) found.doubled += 1
      if (recorded !== `re: say ${turn} in ${id}` || this.told.get(`${id}-${turn}`) !== recorded) found.wrong += 1
    }
  }

  /** Asks until it is answered; who asks again uses the same id. */
  async #deliver(ask: () => TurnRun): Promise<string> {
    this.outstanding += 1
    try {
      for (;;) {
        const outcome = await ask().outcome.catch((error: unknown) => {
          if (Reflect.get(Object(error), 'code') !== 'store-unavailable') throw error
          return undefined
        })
        if (outcome !== undefined) return outcome.turn.reply
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    } finally {
      this.outstanding -= 1
    }
  }
}
