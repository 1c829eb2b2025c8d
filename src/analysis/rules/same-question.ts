import { classesOf } from '../../conditions/asked.js'
import type { LlmClassifierCondition } from '../../conditions/condition.js'
import { leafConditions } from '../../conditions/leaves.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import type { CandidateList, TriedTransition } from '../candidate-list.js'
import type { AnalysisRule } from '../flow-view.js'

const PUNCTUATION = /[^\p{L}\p{N}{}]+/gu

const messages = {
  askedTwice: (name: string, other: string, difference: string) =>
    `${quote(name)} and ${quote(other)} ask the model the same question with other ${difference}, so it is asked twice and may be answered differently.`,
  sameTarget: (name: string, other: string) =>
    `${quote(name)} and ${quote(other)} ask the model the same question and wait for the same answer, so which of them fires hangs on their order.`,
}

/** Classifiers of one state that ask the same and could share an answer, or do and can not be told apart. */
export const sameQuestion: AnalysisRule = {
  codes: ['same-question'],
  *check({ states }) {
    for (const list of states.flatMap(({ lists }) => lists)) yield* repeatedQuestions(list)
  },
}

interface Asked {
  readonly condition: LlmClassifierCondition
  readonly transition: TriedTransition
}

function* repeatedQuestions({ transitions }: CandidateList): Generator<Diagnostic> {
  const first = new Map<string, Asked>()
  for (const transition of transitions) {
    for (const condition of leafConditions(transition.condition)) {
      if (condition.type !== 'llmClassifier') continue
      const question = condition.prompt.toLowerCase().replace(PUNCTUATION, ' ').trim()
      const other = first.get(question)
      if (other === undefined) first.set(question, { condition, transition })
      else if (other.transition !== transition) yield* repetition({ condition, transition }, other)
    }
  }
}

function* repetition({ condition, transition }: Asked, other: Asked): Generator<Diagnostic> {
  const difference = differenceBetween(condition, other.condition)
  if (difference !== undefined) {
    yield makeDiagnostic(
      'same-question',
      'info',
      transition.path,
      messages.askedTwice(transition.name, other.transition.name, difference),
      {
        suggestion: 'Give both the same words, classes and model: then one answer serves both.',
      },
    )
  } else if (condition.targetClass === other.condition.targetClass && !isBare(transition, other.transition)) {
    yield makeDiagnostic('same-question', 'info', transition.path, messages.sameTarget(transition.name, other.transition.name))
  }
}

/** Two bare conditions that are alike are reported as shadowed. */
function isBare(...transitions: readonly TriedTransition[]): boolean {
  return transitions.every(({ condition }) => condition.type === 'llmClassifier')
}

function differenceBetween(left: LlmClassifierCondition, right: LlmClassifierCondition): string | undefined {
  if (left.model !== right.model) return 'models'
  if (JSON.stringify(classesOf(left)) !== JSON.stringify(classesOf(right))) return 'classes'
  return left.prompt === right.prompt ? undefined : 'words'
}
