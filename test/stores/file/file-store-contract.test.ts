import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileStore } from '../../../src/stores/file/file-store.js'
import { describeStoreContract } from '../store-contract.js'

describeStoreContract('fileStore', async () => {
  const parent = await mkdtemp(join(tmpdir(), 'talkchart-'))
  const directory = join(parent, 'conversations')
  return {
    store: fileStore(directory),
    reopen: async () => fileStore(directory, { fsync: false }),
    cleanup: () => rm(parent, { recursive: true, force: true }),
  }
})
