import { appendFileSync } from 'node:fs'
import pg from 'pg'
import { type ClaimableStore, defineFlow, keyword, type LanguageModel } from 'talkchart'
import { fileStore } from 'talkchart/stores/file'
import { postgresStore } from 'talkchart/stores/postgres'
import type { StorePlace } from '../open-place.js'

/** What a process is told by its parameter. */
export interface RivalTask {
  readonly store: StorePlace
  /** A line for each call of the model when it begins and when it is answered. */
  readonly log: string
  readonly leaseMilliseconds: number
}

export const flow = defineFlow({
  name: 'rivals',
  initialState: 'hub',
  states: {
    hub: { prompt: { say: 'Yes?' }, transitions: { say: keyword(['say']) }, nextStates: { say: 'answer' } },
    answer: { prompt: { instruct: 'Answer.' }, transitions: { say: keyword(['say']) }, nextStates: { say: 'answer' } },
  },
})

/** Returns the pool of a place in Postgres; undefined for a folder. */
export function poolOf(place: StorePlace): pg.Pool | undefined {
  return 'directory' in place ? undefined : new pg.Pool({ connectionString: place.connectionString, max: 6 })
}

export function storeIn(place: StorePlace, pool: pg.Pool | undefined): ClaimableStore {
  if ('directory' in place) return fileStore(place.directory, { fsync: false })
  if (pool === undefined) throw new Error('There is no pool.')
  return postgresStore(pool, { schema: place.schema })
}

/**
 * Makes a model that answers what it was asked, after a while and in pieces; so a reply that was made for another message shows.
 *
 * @param log a line for each call when it begins, and when it is answered
 */
export function answeringModel(log: string): LanguageModel {
  const usage = { inputTokens: 0, outputTokens: 0 }
  const note = (line: object) => appendFileSync(log, `${JSON.stringify({ process: process.pid, ...line })}\n`)
  return {
    respond: async (request, { signal, onDelta }) => {
      note({ call: request.id })
      const pieces = ['re: ', request.history.at(-1)?.text ?? '', '.']
      for (const piece of pieces) {
        await pause(5 + Math.random() * 20, signal)
        onDelta(piece)
      }
      note({ answered: request.id })
      return { text: pieces.join(''), usage }
    },
    understand: async () => ({ value: null, usage }),
  }
}

/** What the model says to a message. */
export const answerTo = (text: string): string => `re: ${text}.`

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })
}
