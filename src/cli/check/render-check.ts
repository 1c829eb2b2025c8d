import type { Diagnostic, Severity } from '../../diagnostics/diagnostic.js'
import { renderDiagnostics } from '../../diagnostics/render-diagnostics.js'
import type { Position } from '../load-flow/document-positions.js'
import type { Colors } from '../terminal.js'
import type { CheckedFlow } from './check-one.js'

const WIDEST = 100
const BEFORE = 40

/** Counts the diagnostics of each severity. */
export type Counts = Readonly<Record<Severity, number>>

export function countFindings(diagnostics: readonly Diagnostic[]): Counts {
  const count = (severity: Severity) => diagnostics.filter((diagnostic) => diagnostic.severity === severity).length
  return { error: count('error'), warning: count('warning'), info: count('info') }
}

/** Renders what was found in one flow as text: each diagnostic under its place, then the loops and the model calls. */
export function renderCheck({ reference, analysis, source }: CheckedFlow, isInfoShown: boolean, colors: Colors): string {
  const shown = analysis.diagnostics.filter(({ severity }) => isInfoShown || severity !== 'info')
  const blocks = shown.map((diagnostic) => {
    const position = source?.find(diagnostic.path)
    const place = position === undefined ? reference : `${reference}:${position.line}:${position.column}`
    const frame = position === undefined || source === undefined ? [] : [codeFrame(source.lines, position)]
    return [colors.bold(place), colored(renderDiagnostics([diagnostic]), diagnostic.severity, colors), ...frame].join('\n')
  })
  return [...blocks, `${colors.bold(reference)}: ${summary(countFindings(analysis.diagnostics))}\n${facts(analysis)}`].join('\n\n')
}

/** Returns the counts in words. */
export function summary({ error, warning, info }: Counts): string {
  const parts = [plural(error, 'error'), plural(warning, 'warning'), plural(info, 'note')].filter((part) => part !== undefined)
  return parts.length === 0 ? 'nothing to mend' : parts.join(', ')
}

/** Returns the analysis as a JSON object, each diagnostic with its line and column where these are known. */
export function checkReport({ reference, analysis, source }: CheckedFlow): object {
  const diagnostics = analysis.diagnostics.map((diagnostic) => ({ ...diagnostic, ...source?.find(diagnostic.path) }))
  return { flow: reference, ...analysis, diagnostics }
}

function facts({ loops, modelCalls }: CheckedFlow['analysis']): string {
  if (modelCalls === undefined) return '  not analysed further: it can not be compiled'
  const { opening, worstTurn, perPath } = modelCalls
  const whole = perPath === 'unbounded' ? 'no upper bound for a conversation' : `at most ${perPath} in a conversation`
  const kinds = (['bounded', 'user-gated', 'unbounded'] as const).flatMap((kind) => {
    const { length } = loops.filter((loop) => loop.kind === kind)
    return length === 0 ? [] : [`${length} ${kind}`]
  })
  return [
    `  model calls: at most ${opening} to open, ${worstTurn} in a turn, ${whole}`,
    `  loops: ${kinds.length === 0 ? 'none' : kinds.join(', ')}`,
  ].join('\n')
}

function colored(text: string, severity: Severity, { red, yellow, cyan }: Colors): string {
  const paint = { error: red, warning: yellow, info: cyan }[severity]
  return text.replace(severity, paint(severity))
}

function plural(count: number, word: string): string | undefined {
  if (count === 0) return undefined
  return count === 1 ? `1 ${word}` : `${count} ${word}s`
}

/**
 * Returns the line of a place, with a caret under it.
 */
function codeFrame(lines: readonly string[], { line, column }: Position): string {
  const text = lines[line - 1] ?? ''
  // A flow may stand on one line.
  const start = column > WIDEST ? column - BEFORE : 0
  const shown = text.slice(start, start + WIDEST)
  const number = String(line)
  return `  ${number} | ${shown}\n  ${' '.repeat(number.length)} | ${' '.repeat(column - 1 - start)}^`
}
