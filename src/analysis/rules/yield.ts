import type { KeywordCondition } from '../../conditions/condition.js'
import { longerKeywords } from '../../conditions/kinds/keyword/can-occur-within.js'
import { leafConditions } from '../../conditions/leaves.js'
import { isDeclaredOrder } from '../../definition/state-facts.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import type { CandidateList, TriedTransition } from '../candidate-list.js'
import type { AnalysisRule, FlowView } from '../flow-view.js'
import { sayNaturally } from '../utterances/say-naturally.js'
import { type ListedTransition, ownTransitions } from './listed-transitions.js'

const messages = {
  keyword: (word: string, name: string, longer: string, sibling: string, effect: string) =>
    `The keyword ${quote(word)} of ${quote(name)} yields to ${quote(longer)} of ${quote(sibling)}: ${effect}.`,
  catchAll: (name: string, sibling: string, text: string) =>
    `${quote(name)} holds for every message and yields to ${quote(sibling)}, which is declared after it: ${quote(text)} fires ${quote(sibling)}.`,
}

/** Where the order of transitions is not the one in which they are declared, or a keyword stands back behind a longer one. */
export const yielding: AnalysisRule = {
  codes: ['yield'],
  *check(view) {
    if (isDeclaredOrder(view.flow)) return
    for (const listed of ownTransitions(view)) {
      if (listed.transition.isCatchAll) yield* catchAllYields(listed, view)
      else yield* keywordYields(listed)
    }
  },
}

function* catchAllYields({ list, transition }: ListedTransition, { flow }: FlowView): Generator<Diagnostic> {
  const declared = Object.keys(flow.states[list.state]?.transitions ?? {})
  const later = new Set(declared.slice(declared.indexOf(transition.name) + 1))
  for (const sibling of list.transitions.filter(({ name, scope, isCatchAll }) => scope === 'own' && !isCatchAll && later.has(name))) {
    const witness = list.witnessOf(sibling)
    if (witness === undefined) continue
    yield makeDiagnostic('yield', 'info', transition.path, messages.catchAll(transition.name, sibling.name, witness), { witness })
  }
}

function* keywordYields({ list, transition }: ListedTransition): Generator<Diagnostic> {
  const told = new Set<string>()
  for (const leaf of leafConditions(transition.condition)) {
    if (leaf.type !== 'keyword') continue
    for (const { word: longer } of longerKeywords(leaf, list.wording.language, list.wording.stemmers)) {
      const sibling = list.transitions.find((other) => other !== transition && hasWord(other, longer))
      const found = sibling === undefined ? undefined : yieldingWord(list, leaf, longer)
      const pair = JSON.stringify([found?.word, sibling?.name])
      if (sibling === undefined || found === undefined || told.has(pair)) continue
      told.add(pair)
      const { word, text } = found
      const message = messages.keyword(word, transition.name, longer, sibling.name, effectOf(list, text))
      yield makeDiagnostic('yield', 'info', transition.path, message, { witness: text })
    }
  }
}

function hasWord({ condition }: TriedTransition, word: string): boolean {
  return condition.type === 'keyword' && condition.words.includes(word)
}

/** Returns the keyword that yields to a longer one, and a text in which it does: it occurs there, and would count but for the longer one. */
function yieldingWord(list: CandidateList, leaf: KeywordCondition, longer: string): { word: string; text: string } | undefined {
  const { except: _except, among, ...unyielding } = leaf
  const yielding = { ...unyielding, ...(among === undefined ? {} : { among: { name: among.name, rivals: among.rivals } }) }
  for (const text of sayNaturally(longer, list.flow.language)) {
    const word = leaf.words.find((each) => {
      const words = [each]
      // Few keywords occur at all; what each yields to takes longer to read.
      return list.evaluate({ ...unyielding, words }, text) === true && list.evaluate({ ...yielding, words }, text) === false
    })
    if (word !== undefined) return { word, text }
  }
  return undefined
}

function effectOf(list: CandidateList, text: string): string {
  const fired = list.firedBy(text)
  if (fired === 'unknown') return `what ${quote(text)} fires is not for the text alone to decide`
  return fired === undefined ? `${quote(text)} fires nothing` : `${quote(text)} fires ${quote(fired.name)}`
}
