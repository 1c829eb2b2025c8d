import type { Condition, KeywordCondition } from '../../conditions/condition.js'
import { conditionParts } from '../../definition/condition-parts.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import type { AnalysisRule } from '../flow-view.js'
import { coversKeyword, type Wording } from '../implication/covers-keyword.js'
import { everyTransition } from './listed-transitions.js'

/** Each keyword is held against each other one. A longer list takes longer than the rest of the analysis. */
const MOST_WORDS = 200

const messages = {
  redundant: (word: string, name: string, by: string) =>
    `The keyword ${quote(word)} of ${quote(name)} adds nothing: wherever it is found, ${quote(by)} is found, too.`,
}

/** Keywords that are proven to be found only where another one of the same condition is. */
export const redundantKeyword: AnalysisRule = {
  codes: ['redundant-keyword'],
  *check(view) {
    const known = new Set<string>()
    for (const { list, transition } of everyTransition(view)) {
      for (const { condition, path } of conditionParts(transition.condition, transition.path)) {
        if (!isAlone(condition) || condition.words.length > MOST_WORDS) continue
        for (const { position, word, by } of redundantIn(condition, { ...list.wording, isSpelled: true })) {
          const at = [...path, 'words', position]
          if (known.has(at.join('.'))) continue
          known.add(at.join('.'))
          yield makeDiagnostic('redundant-keyword', 'info', at, messages.redundant(word, transition.name, by), {
            witness: word,
            suggestion: 'Leave it out.',
          })
        }
      }
    }
  },
}

/** Among the keywords of other transitions a longer one has the message, so that it adds its length. */
function isAlone(condition: Condition): condition is KeywordCondition {
  return condition.type === 'keyword' && condition.among?.place === undefined
}

interface Redundant {
  readonly position: number
  readonly word: string
  readonly by: string
}

/** Of two that are found in the same places, the second is redundant. */
function redundantIn(condition: KeywordCondition, wording: Wording): readonly Redundant[] {
  const kept = [...condition.words.entries()]
  const found: Redundant[] = []
  for (const [position, word] of kept.toReversed()) {
    const only = { ...condition, words: [word] }
    const others = kept.filter(([other]) => other !== position && !found.some((each) => each.position === other))
    const by = others.find(([, other]) => coversKeyword({ ...condition, words: [other] }, only, word, wording))?.[1]
    if (by !== undefined) found.push({ position, word, by })
  }
  return found.toReversed()
}
