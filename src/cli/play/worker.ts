import { workerData } from 'node:worker_threads'
import type { WorkerTask } from './worker-task.js'

const task: WorkerTask = workerData
// Each worker loads what its own task needs, and no more.
if (task.type === 'drawing') {
  const { draw } = await import('./draw.js')
  await draw(task.config)
} else {
  const { study } = await import('./study.js')
  await study(task)
}
