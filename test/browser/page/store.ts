import { idbStore } from 'talkchart/stores/idb'
import { type CalledMethod, decode, encode, type StoreReply } from '../store-calls.js'

const stores = new Map<string, ReturnType<typeof idbStore>>()

/** Calls a method of the store in this page; what goes in and out is text, so that every value gets through unchanged. */
async function callStore(databaseName: string, method: CalledMethod, parameters: string): Promise<string> {
  const store = stores.get(databaseName) ?? idbStore({ databaseName })
  stores.set(databaseName, store)
  return encode(await replyOf(async () => await Reflect.apply(store[method] ?? missing, store, decode<unknown[]>(parameters))))
}

function missing(): never {
  throw new Error('This browser has no locks, so the store has no leases.')
}

async function replyOf(call: () => Promise<unknown>): Promise<StoreReply<unknown>> {
  try {
    return { value: await call() }
  } catch (error) {
    return { error: { ...Object(error), name: Object(error).name, message: Object(error).message } }
  }
}

Object.assign(globalThis, { callStore })
