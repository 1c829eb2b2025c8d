import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import type { FlowProblem } from '../../page/protocol.js'
import { CliError } from '../cli-error.js'

/** How many lines are shown before and after the one that a problem is in. */
const LINES_AROUND = 2
const WIDEST = 160

/** Says what is wrong with the newest version of a flow's file, with the lines around it. */
export async function flowProblem(error: unknown, directory: string): Promise<FlowProblem> {
  const message = error instanceof Error ? error.message : String(error)
  const diagnostics = CliError.isInstance(error) ? error.diagnostics : []
  return { message, diagnostics, frame: await frameFor(message, directory) }
}

/** The first place that the message names: `flow.yaml:3:12`, or `flow.ts:3` where the column is not known. */
async function frameFor(message: string, directory: string): Promise<string | null> {
  const [, shown, line, column] = /(?:^|\s)(\S+\.(?:[mc]?[jt]s|json|ya?ml)):(\d+)(?::(\d+))?/m.exec(message) ?? []
  if (shown === undefined || line === undefined) return null
  const text = await readFile(resolve(directory, shown), 'utf8').catch(() => undefined)
  return text === undefined ? null : codeFrame(basename(shown), text.split(/\r?\n/), { line: Number(line), column: Number(column ?? 0) })
}

function codeFrame(file: string, lines: readonly string[], { line, column }: { readonly line: number; readonly column: number }): string {
  const first = Math.max(1, line - LINES_AROUND)
  const last = Math.min(lines.length, line + LINES_AROUND)
  const width = String(last).length
  const shown = lines.slice(first - 1, last).flatMap((text, index) => {
    const number = first + index
    const row = `${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${text.slice(0, WIDEST)}`
    const isMarked = number === line && column > 0 && column <= WIDEST
    return isMarked ? [row, `  ${' '.repeat(width)} | ${' '.repeat(column - 1)}^`] : [row]
  })
  return [`${file}:${line}${column > 0 ? `:${column}` : ''}`, ...shown].join('\n')
}
