import { memoryStore } from '../../../src/stores/memory/memory-store.js'
import { describeStoreContract } from '../store-contract.js'

describeStoreContract('memoryStore', async () => ({ store: memoryStore(), cleanup: async () => undefined }), { runs: 300 })
