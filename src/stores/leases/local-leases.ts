import { randomId } from '../../machine/random-id.js'
import type { LeaseRequest, LeaseState } from '../contract/leases.js'
import type { PendingInput } from '../contract/pending-input.js'
import type { StoredPutOff } from './claim-by-walk.js'

interface LocalLease {
  readonly owner: string
  readonly token: string
  /** By the clock that nobody sets. */
  until: number
}

/** Keeps the leases of one process, what comes meanwhile, and what is put off. */
export class LocalLeases {
  readonly #leases = new Map<string, LocalLease>()
  readonly #enqueued = new Map<string, readonly PendingInput[]>()
  /** The conversations that are put off. */
  readonly putOffs = new Map<string, StoredPutOff>()

  /** Returns the token of a new lease, or the lease that lives. */
  take(id: string, { owner, milliseconds }: LeaseRequest): string | LeaseState {
    const living = this.living(id)
    if (living !== null) return living
    const token = randomId()
    this.#leases.set(id, { owner, token, until: performance.now() + milliseconds })
    return token
  }

  renew(id: string, token: string, milliseconds: number): boolean {
    const lease = this.#leases.get(id)
    if (lease?.token !== token || lease.until <= performance.now()) return false
    lease.until = performance.now() + milliseconds
    return true
  }

  release(id: string, token: string | undefined): void {
    if (this.#leases.get(id)?.token === token) this.#leases.delete(id)
  }

  /** Returns the lease that lives, unless it is that of the token; null for none. */
  living(id: string, token?: string): LeaseState | null {
    const lease = this.#leases.get(id)
    const expiresIn = (lease?.until ?? 0) - performance.now()
    return lease === undefined || lease.token === token || expiresIn <= 0 ? null : { owner: lease.owner, expiresIn }
  }

  enqueue(id: string, input: PendingInput): void {
    const enqueued = this.enqueued(id)
    if (!enqueued.some((earlier) => earlier.id === input.id)) this.#enqueued.set(id, [...enqueued, input])
  }

  enqueued(id: string): readonly PendingInput[] {
    return this.#enqueued.get(id) ?? []
  }

  takeIn(id: string, taken: readonly string[]): void {
    if (taken.length === 0) return
    const left = this.enqueued(id).filter((input) => !taken.includes(input.id))
    if (left.length > 0) this.#enqueued.set(id, left)
    else this.#enqueued.delete(id)
  }

  /** Forgets all of a conversation. */
  remove(id: string): void {
    this.#leases.delete(id)
    this.#enqueued.delete(id)
    this.putOffs.delete(id)
  }
}
