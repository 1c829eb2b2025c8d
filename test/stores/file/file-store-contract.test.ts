import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { fileStore } from '../../../src/stores/file/file-store.js'
import { bundleScript } from '../../bundle-script.js'
import { describeStoreContract } from '../store-contract.js'

const script = await bundleScript(new URL('../hold-leases.ts', import.meta.url), afterAll)

describeStoreContract(
  'fileStore',
  async () => {
    const parent = await mkdtemp(join(tmpdir(), 'talkchart-'))
    const directory = join(parent, 'conversations')
    return {
      store: fileStore(directory),
      reopen: async () => fileStore(directory, { fsync: false }),
      program: { file: process.execPath, arguments: [script, 'file', directory] },
      cleanup: () => rm(parent, { recursive: true, force: true }),
    }
  },
  { program: true },
)
