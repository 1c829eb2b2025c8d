import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryStore } from 'talkchart'
import { fileStore } from 'talkchart/stores/file'
import { pingPong } from '../flows.js'
import type { Group } from '../sampling.js'
import { sendTurn, turnTime } from '../turns.js'

const verbatim = pingPong({ say: 'Well?' })

export const store: Group = {
  name: 'store',
  title: 'A turn, by store',
  about: '`send`, word for word. CPU time only: how long a disk takes is not in it.',
  unit: 'µs',
  baselines: ['memoryStore'],
  rounds: 9,
  samplers: () => {
    const directory = mkdtempSync(join(tmpdir(), 'talkchart-bench-'))
    process.once('exit', () => rmSync(directory, { recursive: true }))
    return {
      memoryStore: turnTime(() => sendTurn(verbatim)),
      'memoryStore, keepRevisions: 10': turnTime(() => sendTurn(verbatim, memoryStore(), { keepRevisions: 10 })),
      fileStore: turnTime(() => sendTurn(verbatim, fileStore(directory))),
    }
  },
}
