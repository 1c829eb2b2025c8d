import 'fake-indexeddb/auto'
import { randomUUID } from 'node:crypto'
import { idbStore } from '../../../src/stores/idb/idb-store.js'
import { describeStoreContract } from '../store-contract.js'
import { provideLocks } from './fake-locks.js'

provideLocks()

describeStoreContract(
  'idbStore',
  async () => {
    const databaseName = randomUUID()
    return {
      store: idbStore({ databaseName }),
      reopen: async () => idbStore({ databaseName }),
      cleanup: async () => undefined,
    }
  },
  { expiry: false, claims: false },
)
