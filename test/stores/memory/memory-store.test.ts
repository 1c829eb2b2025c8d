import { withLeases } from 'talkchart'
import { memoryStore } from '../../../src/stores/memory/memory-store.js'
import { describeStoreContract } from '../store-contract.js'

describeStoreContract('memoryStore', async () => ({ store: memoryStore(), cleanup: async () => undefined }), { runs: 300 })

describeStoreContract(
  'withLeases on a store that has none',
  async () => {
    const { lease, renew, release, enqueue, ...store } = memoryStore()
    return { store: withLeases(store), cleanup: async () => undefined }
  },
  { runs: 10 },
)
