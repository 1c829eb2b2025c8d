import type { Condition, KeywordCondition } from '../../conditions/condition.js'
import { conditionParts } from '../../definition/condition-parts.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import type { AnalysisRule } from '../flow-view.js'
import { coversKeyword, type Wording } from '../implication/covers-keyword.js'
import { everyTransition } from './listed-transitions.js'

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
        if (!isAlone(condition)) continue
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

/** Of two that are found in the same places, the second is redundant. Each keyword is a condition of its own, which is read once. */
function redundantIn(condition: KeywordCondition, wording: Wording): readonly Redundant[] {
  let kept = condition.words.map((word, position) => ({ position, word, only: { ...condition, words: [word] } }))
  const found: Redundant[] = []
  for (const each of kept.toReversed()) {
    const { position, word, only } = each
    const by = kept.find((other) => other !== each && coversKeyword(other.only, only, word, wording))
    if (by === undefined) continue
    found.push({ position, word, by: by.word })
    kept = kept.filter((other) => other !== each)
  }
  return found.toReversed()
}
