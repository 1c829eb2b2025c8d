import type { CorruptRecordError } from '../../stores/contract/corrupt-record-error.js'
import { type PruneSummary, pruneStore } from '../../stores/contract/prune-store.js'
import { fileStore } from '../../stores/file/file-store.js'
import { CliError } from '../cli-error.js'
import type { Environment } from '../environment.js'
import { type ExitCode, exitCodes } from '../exit-codes.js'
import { existingStore } from '../store-folder.js'
import { colorsFor, progressOn } from '../terminal.js'

/** What the command line of `talkchart prune` says. */
export interface PruneCommandOptions {
  readonly store?: string
  readonly keepRevisions?: number
  /** In days. */
  readonly removeOlderThan?: number
  readonly ended?: true
  readonly dryRun?: true
  readonly json?: true
}

const DAY = 24 * 60 * 60 * 1000

/**
 * Forgets old revisions and removes old conversations of a store.
 *
 * @throws {CliError} when nothing is said to be pruned, or the store can not be used
 */
export async function runPrune(options: PruneCommandOptions, environment: Environment): Promise<ExitCode> {
  checkUsage(options)
  const directory = existingStore(options.store, environment)
  const corrupt: CorruptRecordError[] = []
  const onCorrupt = (error: CorruptRecordError) => corrupt.push(error)
  const { keepRevisions, removeOlderThan, ended: onlyEnded = false, dryRun = false } = options
  const progress = progressOn(environment, options)
  const summary = await pruneStore(fileStore(directory, { onCorrupt }), {
    ...(keepRevisions === undefined ? {} : { keepRevisions }),
    ...(removeOlderThan === undefined ? {} : { removeBefore: Date.now() - removeOlderThan * DAY }),
    onlyEnded,
    dryRun,
    onCorrupt,
    onProgress: (conversations) => progress.show(`${conversations} conversations looked at`),
  }).finally(progress.clear)
  report(summary, corrupt, options, environment)
  return corrupt.length === 0 ? exitCodes.completed : exitCodes.error
}

function checkUsage({ keepRevisions, removeOlderThan, ended }: PruneCommandOptions): void {
  const wrongUsage = { exitCode: exitCodes.usage }
  if (keepRevisions === undefined && removeOlderThan === undefined) {
    throw new CliError('nothing-to-prune', 'Say what is to go: --keep-revisions COUNT, --remove-older-than DAYS, or both.', wrongUsage)
  }
  if (ended && removeOlderThan === undefined) {
    throw new CliError('nothing-to-prune', '--ended says which conversations --remove-older-than removes; give that too.', wrongUsage)
  }
}

function report(
  summary: PruneSummary,
  corrupt: readonly CorruptRecordError[],
  { json, dryRun }: PruneCommandOptions,
  environment: Environment,
): void {
  const { conversations, removed, forgottenRevisions } = summary
  const { red } = colorsFor(environment, environment.errorOutput)
  if (json) {
    const damaged = corrupt.map(({ conversationId, message }) => ({ id: conversationId, message }))
    environment.output.write(`${JSON.stringify({ dryRun: dryRun === true, ...summary, damaged })}\n`)
    return
  }
  const lines = [
    `conversations        ${conversations}`,
    `removed              ${removed}`,
    `revisions forgotten  ${forgottenRevisions}`,
    ...(dryRun ? ['', 'Nothing was changed: this is what would go without --dry-run.'] : []),
  ]
  environment.output.write(`${lines.join('\n')}\n`)
  for (const { message } of corrupt) environment.errorOutput.write(`${red('damaged:')} ${message}\n`)
}
