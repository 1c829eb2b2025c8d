import { withLeases } from 'talkchart'
import { memoryStore } from '../../../src/stores/memory/memory-store.js'
import { describeStoreContract } from '../store-contract.js'

describeStoreContract('memoryStore', async () => ({ store: memoryStore(), cleanup: async () => undefined }), {
  runs: 300,
  leases: false,
  claims: false,
})

describeStoreContract(
  'withLeases on a store that has none',
  async () => ({ store: withLeases(memoryStore()), cleanup: async () => undefined }),
  { runs: 10 },
)
