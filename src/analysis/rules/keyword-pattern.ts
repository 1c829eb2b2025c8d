import { isCatchAllWord } from '../../conditions/order/catch-all.js'
import { conditionParts, flowTransitions } from '../../definition/condition-parts.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import type { AnalysisRule } from '../flow-view.js'

const messages = {
  pattern: (word: string, name: string, mark: string) =>
    `The keyword ${quote(word)} of ${quote(name)} is looked for as it is written, ${quote(mark)} included: keywords are words, not patterns.`,
}

/** What stands for something else in the patterns of regular expressions and of file names, and hardly in what customers write. */
const MARKS: readonly RegExp[] = [
  /\\[bBdDsSwW.?*+()[\]|^$]/,
  /\.[*+?]/,
  /\[[^\]]*\][*+?]?/,
  /\([^)]*\|[^)]*\)/,
  /(?<=\S)\*|\*(?=\S)|(?<=\s)\*(?=\s)/,
  /(?<=\p{L})\?(?=[\p{L}])/u,
  /\{\d*,?\d*\}/,
  /^\^|\$$/,
  /(?<=\p{L})\|(?=\p{L})/u,
  // Two words with a stroke between: whoever writes it means the one or the other, and "24/7" is no such thing.
  /(?<=\p{L})\/(?=\p{L})/u,
]

/** Words that are written with a stroke and mean one thing. */
const WRITTEN_SO: ReadonlySet<string> = new Set(['n/a', 'w/o', 'c/o', 'a/c', 'i/o', 'and/or', 'tcp/ip', 'km/h'])

/** Keywords that look like patterns, and are taken as they stand. */
export const keywordPattern: AnalysisRule = {
  codes: ['keyword-pattern'],
  *check({ flow }) {
    for (const { name, condition, path } of flowTransitions(flow)) {
      for (const part of conditionParts(condition, path)) {
        if (part.condition.type !== 'keyword') continue
        for (const [position, word] of part.condition.words.entries()) {
          const mark = markIn(word)
          if (mark === undefined) continue
          yield makeDiagnostic('keyword-pattern', 'warning', [...part.path, 'words', position], messages.pattern(word, name, mark), {
            suggestion: suggestionFor(word),
          })
        }
      }
    }
  },
}

function markIn(word: string): string | undefined {
  if (isCatchAllWord(word) || WRITTEN_SO.has(word.trim().toLowerCase())) return undefined
  for (const mark of MARKS) {
    const found = mark.exec(word)?.[0]
    if (found !== undefined) return found
  }
  return undefined
}

function suggestionFor(word: string): string {
  const beginning = /^([\p{L}\p{N} ]+)(?:\*|\.\*)$/u.exec(word)?.[1]
  if (beginning !== undefined)
    return `Inflections are found anyway. For every word that begins so: keyword([${quote(beginning)}], { match: "prefix" }).`
  const alternatives = /^\(?([\p{L}\p{N} ]+(?:[|/][\p{L}\p{N} ]+)+)\)?$/u.exec(word)?.[1]
  if (alternatives !== undefined) return `Write the words one by one: ${alternatives.split(/[|/]/).map(quote).join(', ')}.`
  return 'Write the words one by one, or use regex(…).'
}
