import { readdirSync, readFileSync } from 'node:fs'
import { repository } from '../packaging/repository.js'

/** A fenced block of a page. */
export interface CodeBlock {
  /** The page, from the top folder. */
  readonly page: string
  readonly line: number
  readonly language: string
  /** What stands after the language: `no-run: needs a key`, `continued`, `title=greeting.json`. */
  readonly remark: string
  readonly code: string
}

const FENCE = /^```(\w+)[ \t]*(.*)\n([\s\S]*?)^```/gm

/** Every page that users read. */
export const pages = ['README.md', 'CONTRIBUTING.md', ...filesUnder('docs', '.md')]

/** The files of a folder and the folders in it, from the top folder, in order. */
export function filesUnder(folder: string, suffix: string): string[] {
  const files = readdirSync(repository + folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith(suffix))
  return files.map((file) => `${folder}/${file.replaceAll('\\', '/')}`).sort()
}

/** The fenced blocks of a page, in order. */
export function codeBlocks(page: string): CodeBlock[] {
  const text = readFileSync(repository + page, 'utf8')
  return [...text.matchAll(FENCE)].map(({ index, 1: language = '', 2: remark = '', 3: code = '' }) => ({
    page,
    line: text.slice(0, index).split('\n').length,
    language,
    remark,
    code,
  }))
}

/** Returns the name of the file that a block is, from `title=greeting.json`; empty where it is none. */
export const titleOf = ({ remark }: Pick<CodeBlock, 'remark'>): string => /\btitle=(\S+)/.exec(remark)?.[1] ?? ''
