import { readFileSync } from 'node:fs'
import ts from 'typescript-5.9'
import { repository } from '../packaging/repository.js'
import { filesUnder } from './markdown.js'

/** An `@example` in the doc comment of something that a module exports. */
export interface DocExample {
  readonly file: string
  readonly line: number
  readonly code: string
  /** Why it is type-checked but not run, from `@example no-run: the reason`. */
  readonly notRun?: string
}

/** The examples of everything exported under `src`, in order. */
export function docExamples(): DocExample[] {
  return filesUnder('src', '.ts').flatMap((file) => {
    const text = readFileSync(repository + file, 'utf8')
    if (!text.includes('@example')) return []
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
    return source.statements.filter(isExported).flatMap((statement) => examplesOf(statement, source, file))
  })
}

function isExported(statement: ts.Statement): boolean {
  return ts.canHaveModifiers(statement) && (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
}

/** The examples of a statement and of the members in it. */
function examplesOf(statement: ts.Statement, source: ts.SourceFile, file: string): DocExample[] {
  const tags = new Set<ts.JSDocTag>()
  const visit = (node: ts.Node): void => {
    for (const tag of ts.getJSDocTags(node)) if (tag.tagName.text === 'example') tags.add(tag)
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit)
  }
  visit(statement)
  return [...tags].map((tag) => {
    const line = source.getLineAndCharacterOfPosition(tag.getStart()).line + 1
    return { file, line, ...splitRemark(rawText(tag)) }
  })
}

/** The tag's text as written, without the stars of the comment: the parser would take an `@` in code for a tag's. */
function rawText(tag: ts.JSDocTag): string {
  const text = tag.getText().replace(/^@example[ \t]*/, '')
  const unstarred = text.replace(/\n[ \t]*\*(?: |(?=\n|$))/g, '\n').replace(/[\s*]+$/, '')
  return unstarred.replace(/^```\w*$/gm, '')
}

function splitRemark(text: string): Pick<DocExample, 'code' | 'notRun'> {
  const [first = '', ...rest] = text.split('\n')
  return first.startsWith('no-run') ? { code: rest.join('\n'), notRun: first } : { code: text }
}
