import type { KeywordCondition } from '../../conditions/condition.js'
import { keywordOccurrences } from '../../conditions/kinds/keyword/evaluate-keyword.js'
import { isEnglish, primaryLanguage } from '../../conditions/kinds/keyword/stemmers.js'
import { conditionParts, flowTransitions } from '../../definition/condition-parts.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote, quoteList } from '../../diagnostics/quote.js'
import type { AnalysisRule } from '../flow-view.js'

/** Words, and what people say far more often that looks like a regular form of them and means something else. */
const COMMON_FORMS: ReadonlyMap<string, readonly string[]> = new Map([
  ['interest', ['interested', 'interesting']],
  ['tire', ['tired']],
  ['tires', ['tired']],
  ['wells', ['well']],
  ['wed', ['wedding']],
  ['train', ['training']],
  ['build', ['building']],
  ['meet', ['meeting']],
  ['mean', ['means']],
  ['park', ['parking']],
  ['draw', ['drawing']],
  ['cloth', ['clothes', 'clothing']],
  ['glass', ['glasses']],
  ['pant', ['pants']],
  ['regard', ['regards']],
  ['live', ['living']],
  ['board', ['boarding']],
])

const messages = {
  common: (word: string, name: string, forms: readonly string[]) =>
    `The keyword ${quote(word)} of ${quote(name)} is also found in ${quoteList(forms, 'and')}, which people say more often and mean otherwise.`,
}

/** Keywords whose regular forms are common words of another meaning. */
export const commonWord: AnalysisRule = {
  codes: ['common-word'],
  *check({ flow }) {
    if (!isEnglish(primaryLanguage(flow.language))) return
    for (const { name, condition, path } of flowTransitions(flow)) {
      for (const part of conditionParts(condition, path)) {
        if (part.condition.type !== 'keyword') continue
        for (const [position, word] of part.condition.words.entries()) {
          const forms = formsFound(word, part.condition)
          const [witness] = forms
          if (witness === undefined) continue
          yield makeDiagnostic('common-word', 'info', [...part.path, 'words', position], messages.common(word, name, forms), {
            witness,
            suggestion: 'Say match: "word" where the word is meant as written, or give the common word to another transition.',
          })
        }
      }
    }
  },
}

/** The common words that a keyword finds without naming them. */
function formsFound(word: string, condition: KeywordCondition): readonly string[] {
  const forms = COMMON_FORMS.get(word.trim().toLowerCase()) ?? []
  const { among: _among, ...alone } = condition
  return forms.filter((form) => !condition.words.includes(form) && keywordOccurrences({ ...alone, words: [word] }, form).length > 0)
}
