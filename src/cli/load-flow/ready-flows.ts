import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const FLOW_FILE = /^([a-z]\w*)\.(?:js|ts)$/

/** Returns the flows that are shipped: their names, with their files, in alphabetical order. */
export function readyFlowFiles(): ReadonlyMap<string, string> {
  const folder = readyFlowFolder()
  const files = readdirSync(folder).flatMap((file): [string, string][] => {
    const name = FLOW_FILE.exec(file)?.[1]
    return name === undefined || file.endsWith('.d.ts') ? [] : [[name, join(folder, file)]]
  })
  return new Map(files.sort(([left], [right]) => left.localeCompare(right)))
}

/** Beside the built command line; in a checkout that runs from its source, beside `src`. */
function readyFlowFolder(): string {
  const candidates = ['../../machines', '../../../machines'].map((path) => fileURLToPath(new URL(path, import.meta.url)))
  return candidates.find(existsSync) ?? candidates.join()
}
