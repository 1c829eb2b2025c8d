import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { chartOf } from './chart.js'
import type { Measured } from './main.js'
import { root } from './processes.js'
import { ratioOf, type Spread, spreadOf } from './sampling.js'

const BEGIN = '<!-- measured: begin -->'
const END = '<!-- measured: end -->'

/** Returns the table of a group in Markdown: the measured value, and how many times each baseline it is. */
export function tableOf({ group, samples, missing }: Measured): string {
  const rows = Object.keys(samples)
  const baselines = group.baselines.filter((baseline) => rows.includes(baseline))
  const head = ['', group.unit, ...baselines.map((baseline) => `× ${baseline}`)]
  const body = rows.map((row) => {
    const ratios = baselines.map((baseline) => (row === baseline ? '1' : spread(ratioOf(samples, row, baseline))))
    return [row, figure(spreadOf(samples[row] ?? []).median), ...ratios]
  })
  const absent = Object.entries(missing).map(([row, reason]) => [row, reason, ...baselines.map(() => '')])
  const lines = [head, head.map((_cell, column) => (column === 0 ? '---' : '---:')), ...body, ...absent]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** A median with the smallest and the largest round, or one ratio where all rounds agree. */
function spread({ median, min, max }: Spread): string {
  const [middle, low, high] = [median, min, max].map(median > 0 && median < 0.1 ? fraction : figure)
  return low === high ? `${middle}` : `${middle} (${low} to ${high})`
}

/** Three digits: more of them would be noise. */
function figure(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(Math.abs(value) < 1 ? 2 : 3)))
}

/** A small part is easier to read as a fraction: 1/45. */
function fraction(value: number): string {
  return `1/${figure(1 / value)}`
}

function versionOf(name: string, folder = root): string {
  const manifest: { readonly version: string } = JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8'))
  return manifest.version
}

function machineDescription(hasLangGraph: boolean): string {
  const beside = hasLangGraph ? `, LangGraph.js ${versionOf('@langchain/langgraph', join(root, 'test/bench'))}` : ''
  const day = new Date().toISOString().slice(0, 10)
  const versions = `Node ${process.versions.node}, XState ${versionOf('xstate')}${beside}`
  const machine = `${availableParallelism()} cores (${process.platform}, ${process.arch})`
  return `Measured on ${day} with ${versions}, on ${machine}. The load average of the machine was ${figure(loadavg()[2] ?? 0)}; the run itself makes 1 of it.`
}

/** Writes the measured part of docs/performance.md and its picture. What stands outside the markers is kept. */
export function writePage(measured: readonly Measured[]): void {
  const page = join(root, 'docs/performance.md')
  const [before, rest] = readFileSync(page, 'utf8').split(BEGIN)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined) throw new Error(`docs/performance.md needs the lines ${BEGIN} and ${END}.`)
  const turn = measured.find(({ group }) => group.name === 'turn')
  const hasLangGraph = turn !== undefined && Object.keys(turn.missing).length === 0
  const sections = measured.map((result) => {
    const rounds = Object.values(result.samples)[0]?.length ?? 0
    return `### ${result.group.title}\n\n${result.group.about}${rounds === 1 ? '' : ` ${rounds} rounds.`}\n\n${tableOf(result)}`
  })
  const parts = [before + BEGIN, machineDescription(hasLangGraph), ...sections, END + after]
  writeFileSync(page, parts.join('\n\n'))
  if (turn !== undefined) writeFileSync(join(root, 'docs/pictures/performance.svg'), chartOf(turn.samples))
}
