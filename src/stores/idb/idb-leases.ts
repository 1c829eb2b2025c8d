import { promisifyRequest, type UseStore } from 'idb-keyval'
import * as v from 'valibot'
import { randomId } from '../../machine/random-id.js'
import { decodePendingInput } from '../codec/record-codec.js'
import type { LeaseAnswer, LeaseRequest, LeaseState, StoreLeases } from '../contract/leases.js'
import type { PendingInput } from '../contract/pending-input.js'
import type { HeldLocks } from './held-locks.js'
import { enqueuedKey, enqueuedRange, leaseKey } from './idb-keys.js'
import { readNewestRecord } from './read-rows.js'

const leaseRow = v.object({ owner: v.string(), token: v.string() })
const enqueuedRow = v.object({ arrived: v.number(), input: v.unknown() })

type LeaseRow = v.InferOutput<typeof leaseRow>

/** The leases of a store in IndexedDB: a lock of the browser, and a row that says whose it is. */
export class IdbLeases implements StoreLeases {
  readonly #use: UseStore
  readonly #locks: HeldLocks

  constructor(use: UseStore, locks: HeldLocks) {
    this.#use = use
    this.#locks = locks
  }

  async lease(id: string, { owner }: LeaseRequest): Promise<LeaseAnswer> {
    const token = randomId()
    const isTaken = await this.#locks.take(id, token)
    try {
      return await this.#use(isTaken ? 'readwrite' : 'readonly', async (rows) => {
        const record = await readNewestRecord(rows, id)
        const head = record === undefined ? null : { revision: record.revision, commitId: record.commitId ?? null }
        if (!isTaken) return { granted: false, owner: (await readLease(rows, id))?.owner ?? '', expiresIn: null, head }
        const enqueued = await readEnqueued(rows, id)
        rows.put({ owner, token }, leaseKey(id))
        await promisifyRequest(rows.transaction)
        return { granted: true, token, head, enqueued }
      })
    } catch (error) {
      if (isTaken) await this.#locks.end(id, token)
      throw error
    }
  }

  /** The lock lasts until it is released. */
  async renew(id: string, token: string): Promise<boolean> {
    return this.#locks.holds(id, token) && (await this.#use('readonly', (rows) => readLease(rows, id)))?.token === token
  }

  async release(id: string, token: string): Promise<void> {
    try {
      await this.#use('readwrite', async (rows) => {
        if ((await readLease(rows, id))?.token === token) rows.delete(leaseKey(id))
        await promisifyRequest(rows.transaction)
      })
    } finally {
      await this.#locks.end(id, token)
    }
  }

  enqueue(id: string, input: PendingInput): Promise<void> {
    return this.#use('readwrite', (rows) => enqueueRow(rows, id, input))
  }

  enqueued(id: string): Promise<readonly PendingInput[]> {
    return this.#use('readonly', (rows) => readEnqueued(rows, id))
  }

  /** Returns the lease that lives. */
  async living(id: string): Promise<LeaseState | null> {
    if (!(await this.#locks.isHeld(id))) return null
    const row = await this.#use('readonly', (rows) => readLease(rows, id))
    return row === undefined ? null : { owner: row.owner, expiresIn: null }
  }
}

/** Returns the newest lease that was not released. */
export async function readLease(rows: IDBObjectStore, id: string): Promise<LeaseRow | undefined> {
  const row = v.safeParse(leaseRow, await promisifyRequest<unknown>(rows.get(leaseKey(id))))
  return row.success ? row.output : undefined
}

/** Keeps what came, unless it is kept already. */
async function enqueueRow(rows: IDBObjectStore, id: string, input: PendingInput): Promise<void> {
  const key = enqueuedKey(id, input.id)
  if ((await promisifyRequest<unknown>(rows.get(key))) === undefined) {
    const earlier = await promisifyRequest<unknown[]>(rows.getAll(enqueuedRange(id)))
    const last = earlier.reduce<number>((most, row) => Math.max(most, v.is(enqueuedRow, row) ? row.arrived : 0), 0)
    rows.put({ arrived: last + 1, input }, key)
  }
  await promisifyRequest(rows.transaction)
}

/** Returns what is kept, in the order in which it came. */
async function readEnqueued(rows: IDBObjectStore, id: string): Promise<readonly PendingInput[]> {
  const found = await promisifyRequest<unknown[]>(rows.getAll(enqueuedRange(id)))
  const kept = found.filter((row) => v.is(enqueuedRow, row)).sort((left, right) => left.arrived - right.arrived)
  return kept.map(({ input }) => decodePendingInput(input))
}
