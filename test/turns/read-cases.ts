import { readdirSync, readFileSync } from 'node:fs'
import { type ConversationFlow, parseFlow } from 'talkchart'
import { parse } from 'yaml'
import type { Detail } from './transcript.js'

/** What happens to a conversation, on a line of its own that is not indented: `user: hello`, `model fails: timeout`. */
export interface Happening {
  readonly line: string
  /** What stands before the colon, or the whole line when there is none. */
  readonly what: string
  readonly text: string
}

/** A flow and a talk in it, with what comes of each thing that happens. */
export interface TurnCase {
  readonly title: string
  readonly flow: ConversationFlow
  readonly happenings: readonly Happening[]
  readonly detail: Detail
  /** The whole talk as written. */
  readonly talk: string
}

const folder = new URL('cases/', import.meta.url)

/** The files of cases, without their ending: each is named like a section of turns.md. */
export const sections = readdirSync(folder).map((file) => file.replace(/\.txt$/, ''))

/** Reads the cases of one file: `# title`, the flow as YAML, `==>`, the talk. */
export function readCases(section: string): TurnCase[] {
  const text = readFileSync(new URL(`${section}.txt`, folder), 'utf8')
  const [, ...parts] = text.split(/^# (.+)\n/m)
  return parts.flatMap((title, index) => (index % 2 === 0 ? [readCase(title, parts[index + 1] ?? '')] : []))
}

function readCase(title: string, body: string): TurnCase {
  const [yaml = '', talk = ''] = body.split(/^==>$/m).map((part) => part.replace(/^\n+/, '').trimEnd())
  const written: { readonly states: object } = parse(yaml)
  const flow = parseFlow({ name: 'case', initialState: Object.keys(written.states)[0], ...written })
  const lines = talk.split('\n').filter((line) => /^\w/.test(line))
  const detail = /^ {4}id: /m.test(talk) ? 'whole requests' : 'brief'
  return { title, flow, talk, detail, happenings: lines.map(readHappening) }
}

function readHappening(line: string): Happening {
  const [, what = line, text = ''] = /^([\w #.]+):(?: (.*))?$/.exec(line) ?? []
  return { line, what, text }
}
