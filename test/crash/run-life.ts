import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

/** What a process has printed when it has ended, and by what signal it did. */
export interface Life {
  readonly signal: NodeJS.Signals | null
  readonly output: string
  readonly errors: string
}

/** Runs a bundled script to its end, with a task as its one parameter. */
export async function runLife(script: string, task: unknown): Promise<Life> {
  const child = spawn(process.execPath, [script, JSON.stringify(task)], { stdio: ['ignore', 'pipe', 'pipe'] })
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { signal: child.signalCode, output, errors }
}
