import type { UtteranceScore } from './score-utterances.js'

const MOST_MISROUTES = 20

/** Renders a score as text for people. */
export function renderScore(score: UtteranceScore): string {
  return [...summary(score), '', ...table(score), ...misroutes(score, '  '), ...suggestions(score, '  ')].join('\n')
}

/** Renders a score as Markdown, with the confusion matrix. */
export function renderScoreMarkdown(score: UtteranceScore): string {
  return [...summary(score), '', ...table(score), '', ...matrix(score), ...misroutes(score, '- '), ...suggestions(score, '- ')].join('\n')
}

/** Returns how many of the messages that a text decides did what they should, in percent. */
export function percentRight({ rows, right, undecided, outOfScope }: UtteranceScore): number {
  const decided = rows - undecided
  return decided === 0 ? 100 : ((right + outOfScope.rows - outOfScope.fired) / decided) * 100
}

function summary(score: UtteranceScore): readonly string[] {
  const { rows, right, misrouted, missed, outOfScope, undecided } = score
  const lines = [
    `${rows} messages: ${right} right, ${misrouted} misrouted, ${missed} without a match (${percentRight(score).toFixed(1)} % as expected)`,
  ]
  if (outOfScope.rows > 0) lines.push(`${outOfScope.rows} messages should fire nothing; ${outOfScope.fired} of them fire something`)
  if (undecided > 0) lines.push(`${undecided} messages are for a model or a function to decide, and left out`)
  return lines
}

function table({ labels }: UtteranceScore): readonly string[] {
  const header = ['state', 'expected', 'messages', 'right', 'misrouted', 'no match', 'precision', 'recall']
  const rows = labels.map((label) => [
    label.state,
    label.expected,
    ...[label.rows, label.right, label.misrouted, label.missed].map(String),
    label.precision === null ? '–' : percent(label.precision),
    percent(label.recall),
  ])
  return aligned([header, header.map(() => '---'), ...rows])
}

function matrix({ confusion }: UtteranceScore): readonly string[] {
  const columns = [...new Set(Object.values(confusion).flatMap((row) => Object.keys(row)))]
  const rows = Object.entries(confusion).map(([expected, row]) => [expected, ...columns.map((name) => String(row[name] ?? 0))])
  const header = ['expected \\ fired', ...columns]
  return aligned([header, header.map(() => '---'), ...rows])
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  return rows.map(
    (row) =>
      `| ${row.map((cell, column) => (cell === '---' ? '-'.repeat(widths[column] ?? 3) : cell.padEnd(widths[column] ?? 0))).join(' | ')} |`,
  )
}

function misroutes({ misroutes: all }: UtteranceScore, bullet: string): readonly string[] {
  if (all.length === 0) return []
  const shown = all.slice(0, MOST_MISROUTES).map(({ text, expected, fired, words }) => {
    const by = words.length === 0 ? '' : ` by ${words.map((word) => JSON.stringify(word)).join(', ')}`
    return `${bullet}${JSON.stringify(text)} fires ${fired}${by}, not ${expected ?? 'nothing'}`
  })
  const more = all.length - shown.length
  return ['', 'Misrouted:', '', ...shown, ...(more > 0 ? [`${bullet}and ${more} more (--json tells all)`] : [])]
}

function suggestions({ suggestions: all }: UtteranceScore, bullet: string): readonly string[] {
  if (all.length === 0) return []
  const lines = all.map(
    ({ expected, words }) =>
      `${bullet}${expected}: ${words.map(({ word, messages }) => `${JSON.stringify(word)} (${messages})`).join(', ')}`,
  )
  return ['', 'Words that messages without a match share, and no other messages have:', '', ...lines]
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
