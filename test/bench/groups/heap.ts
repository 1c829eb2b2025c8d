import { heapKept } from '../processes.js'
import type { Group } from '../sampling.js'

export const heap: Group = {
  name: 'heap',
  title: 'Memory',
  about:
    'Heap after a full collection, in a process of its own. Open: 500 conversations that wait for a message, with what `memoryStore` keeps of them. ' +
    'Closed: 2000 ids opened by `{ flow }`, used, closed and removed from the store. The baseline is a started actor of the hand-written machine.',
  unit: 'KiB',
  baselines: ['XState with invoke'],
  rounds: 3,
  samplers: () => ({
    'XState with invoke': heapKept('xstate'),
    'open, 3 states': heapKept('open', '3'),
    'open, 30 states': heapKept('open', '30'),
    'open, 300 states': heapKept('open', '300'),
    'closed, 3 states': heapKept('closed', '3'),
    'closed, 300 states': heapKept('closed', '300'),
  }),
}
