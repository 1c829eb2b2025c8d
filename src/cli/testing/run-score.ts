import { readFile } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import { parse } from 'yaml'
import type { ConversationFlow } from '../../definition/flow.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import {
  percentRight,
  readCsvRows,
  readListedRows,
  renderScore,
  renderScoreMarkdown,
  type ScoredRow,
  scoreUtterances,
} from '../../testing/index.js'
import { CliError } from '../cli-error.js'
import type { Environment } from '../environment.js'
import { type ExitCode, exitCodes } from '../exit-codes.js'
import { type FlowOptions, flowOptions } from '../load-flow/flow-options.js'
import { definitionOf, loadFlow } from '../load-flow/load-flow.js'

/** How a score is told. */
export interface ScoreOptions {
  readonly json?: boolean
  readonly markdown?: boolean
  readonly threshold?: number
}

/** Scores a flow on messages that people wrote. */
export async function runScore(
  reference: string,
  file: string,
  { json, markdown, threshold, ...given }: ScoreOptions & FlowOptions,
  environment: Environment,
): Promise<ExitCode> {
  const loaded = await loadFlow(reference, environment)
  const rows = await readRows(file, environment.directory)
  const score = scored(definitionOf(loaded), rows, await flowOptions(given, loaded.options, environment), file)
  environment.output.write(`${json ? JSON.stringify(score) : markdown ? renderScoreMarkdown(score) : renderScore(score)}\n`)
  if (threshold === undefined || percentRight(score) >= threshold) return exitCodes.completed
  environment.errorOutput.write(
    `${percentRight(score).toFixed(1)} % of the messages did what they should, which is below ${threshold} %.\n`,
  )
  return exitCodes.error
}

function scored(flow: ConversationFlow, rows: readonly ScoredRow[], options: Parameters<typeof scoreUtterances>[2], file: string) {
  try {
    return scoreUtterances(flow, rows, options)
  } catch (error) {
    throw notRead(file, error)
  }
}

async function readRows(file: string, directory: string): Promise<readonly ScoredRow[]> {
  try {
    const source = await readFile(resolve(directory, file), 'utf8')
    switch (extname(file).toLowerCase()) {
      case '.csv':
        return readCsvRows(source)
      case '.jsonl':
      case '.ndjson':
        return readListedRows(source.split('\n').flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line)])))
      default:
        return readListedRows(parse(source))
    }
  } catch (error) {
    throw notRead(file, error)
  }
}

function notRead(file: string, error: unknown): CliError {
  const reason = error instanceof Error ? error.message : String(error)
  const code = error instanceof TalkchartError ? error.code : 'messages-not-read'
  return new CliError(code === 'bad-rows' ? 'messages-not-read' : code, `${file}: ${reason}`, { cause: error })
}
