import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import type { ScoredRow } from './score-utterances.js'

/**
 * Reads messages to be scored from CSV with a header: the columns `text` and `expected`, and if there are any `state` and `data` (JSON).
 *
 * @throws {TalkchartError} `bad-rows` when there is no column `text`, a quote is not closed, or `data` is no JSON object
 */
export function readCsvRows(source: string): readonly ScoredRow[] {
  const [header = [], ...records] = csvRecords(source)
  const columns = header.map((name) => name.trim())
  const textColumn = columns.indexOf('text')
  if (textColumn < 0) throw new TalkchartError('bad-rows', 'The CSV has no column "text". Its first line names the columns: text,expected.')
  return records
    .filter((record) => record.some((cell) => cell !== ''))
    .map((record, index) => toRow(Object.fromEntries(columns.map((name, column) => [name, record[column] ?? ''])), index))
}

/**
 * Reads messages to be scored from a list, as JSON Lines and YAML hold them.
 *
 * @throws {TalkchartError} `bad-rows` when one is no object with a `text`
 */
export function readListedRows(list: unknown): readonly ScoredRow[] {
  if (!Array.isArray(list)) throw new TalkchartError('bad-rows', 'This is no list of messages, such as [{ "text": "…", "expected": "…" }].')
  return list.map((each: unknown, index) => {
    if (typeof each !== 'object' || each === null) throw new TalkchartError('bad-rows', `Row ${index + 1} is no object with a text.`)
    return toRow({ ...each }, index)
  })
}

function toRow({ text, expected, state, data }: Readonly<Record<string, unknown>>, index: number): ScoredRow {
  if (typeof text !== 'string') throw new TalkchartError('bad-rows', `Row ${index + 1} has no text.`)
  return {
    text,
    ...(typeof expected === 'string' ? { expected } : {}),
    ...(typeof state === 'string' && state !== '' ? { state } : {}),
    ...(data === undefined || data === null || data === '' ? {} : { data: dataOf(data, index) }),
  }
}

function dataOf(data: unknown, index: number): Readonly<Record<string, unknown>> {
  const value: unknown = typeof data === 'string' ? parsed(data) : data
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TalkchartError('bad-rows', `The data of row ${index + 1} is no JSON object.`)
  }
  return { ...value }
}

function parsed(source: string): unknown {
  try {
    return JSON.parse(source)
  } catch {
    return undefined
  }
}

/** Each cell is quoted, with quotes in it doubled, or holds neither quotes, commas nor line ends (RFC 4180). */
const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y

function csvRecords(source: string): readonly (readonly string[])[] {
  const text = source.replace(/^\ufeff/, '')
  const records: string[][] = []
  let record: string[] = []
  CELL.lastIndex = 0
  while (CELL.lastIndex < text.length) {
    const place = CELL.lastIndex
    const [, quoted, plain = '', end] = CELL.exec(text) ?? []
    if (end === undefined) {
      const line = text.slice(0, place).split('\n').length
      throw new TalkchartError(
        'bad-rows',
        `Line ${line} of the CSV is not well-formed: put a cell with quotes, commas or line ends in quotes.`,
      )
    }
    record.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === ',') continue
    records.push(record)
    record = []
  }
  if (record.length > 0) records.push(record)
  return records
}
