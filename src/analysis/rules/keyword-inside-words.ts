import { isEnglish, primaryLanguage } from '../../conditions/kinds/keyword/stemmers.js'
import { conditionParts, flowTransitions } from '../../definition/condition-parts.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote, quoteList } from '../../diagnostics/quote.js'
import type { AnalysisRule } from '../flow-view.js'
import { COMMON_WORDS } from '../utterances/common-words.js'

const MOST_SHOWN = 3

const messages = {
  inside: (word: string, name: string, hosts: readonly string[]) =>
    `The keyword ${quote(word)} of ${quote(name)} is looked for inside words, so ${quoteList(hosts)} satisfies it.`,
}

/** Keywords with `match: 'substring'` that hide inside common English words. */
export const keywordInsideWords: AnalysisRule = {
  codes: ['keyword-inside-words'],
  *check({ flow }) {
    if (!isEnglish(primaryLanguage(flow.language))) return
    for (const { name, condition, path } of flowTransitions(flow)) {
      for (const part of conditionParts(condition, path)) {
        if (part.condition.type !== 'keyword' || part.condition.match !== 'substring' || part.condition.caseSensitive) continue
        for (const [position, word] of part.condition.words.entries()) {
          const hosts = hostsOf(word)
          const [witness] = hosts
          if (witness === undefined) continue
          const shown = hosts.slice(0, MOST_SHOWN)
          yield makeDiagnostic('keyword-inside-words', 'warning', [...part.path, 'words', position], messages.inside(word, name, shown), {
            witness,
            suggestion: 'Leave out match: "substring"; whole words are found with their inflections.',
          })
        }
      }
    }
  },
}

function hostsOf(word: string): readonly string[] {
  const lower = word.trim().toLowerCase()
  return lower === ''
    ? []
    : COMMON_WORDS.filter((common) => common.length > lower.length && common.includes(lower) && !isInflection(common, lower))
}

/** "crashes" holds "crash" because it means it. */
function isInflection(common: string, word: string): boolean {
  return common.startsWith(word) && /^(?:s|es|ed|d|ing|'s)$/.test(common.slice(word.length))
}
