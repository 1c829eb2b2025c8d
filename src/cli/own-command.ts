import { basename, relative } from 'node:path'
import type { Environment } from './environment.js'

const PLAIN_WORD = /^[\w@%+=:,./-]+$/

/**
 * Returns a command line that runs talkchart again, the way this process was started: `npx talkchart chat customer_support`.
 */
export function ownCommand(environment: Environment, parameters: readonly string[]): string {
  return [programOf(environment), ...parameters.map(shellWord)].join(' ')
}

function programOf({ script, directory, variables }: Environment): string {
  const isInstalled = basename(script) === 'talkchart' || /[\\/]node_modules[\\/]/.test(script)
  if (!isInstalled) return `node ${shellWord(relative(directory, script))}`
  return variables['npm_lifecycle_event'] === 'npx' ? 'npx talkchart' : 'talkchart'
}

function shellWord(word: string): string {
  return PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
