import { resolvePrompt } from '../../compile/plan/prompt.js'
import type { PromptDefinition } from '../../definition/flow.js'
import { promptUses } from '../../definition/prompt-uses.js'
import { isTerminal } from '../../definition/state-facts.js'
import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import type { AnalysisRule } from '../flow-view.js'
import { implies } from '../implication/implies.js'

const messages = {
  behind: (place: string) => `This wording is never used: wherever it might be, ${place} comes before it.`,
  rest: (place: string) => `The wording beside "when" is never used: ${place} always holds.`,
  silent: (name: string) => `The conversation ends in ${quote(name)} without a word.`,
}

/** These conditions look at no words. */
const NO_WORDS = { language: undefined, stemmers: {} }

/** Wordings that nobody hears. */
export const wordings: AnalysisRule = {
  codes: ['unreachable-wording'],
  *check({ flow, options }) {
    const seen = new Set<PromptDefinition>()
    for (const { prompt, path } of promptUses(flow)) {
      const definition = resolvePrompt(flow, options.prompts, prompt)
      if (definition === undefined || seen.has(definition)) continue
      seen.add(definition)
      const isOwn = typeof prompt === 'string' && Object.hasOwn(flow.prompts ?? {}, prompt)
      yield* unreachable(definition, isOwn ? ['prompts', prompt] : path)
    }
  },
}

function* unreachable({ when = [] }: PromptDefinition, path: DiagnosticPath): Generator<Diagnostic> {
  for (const [position, { if: condition }] of when.entries()) {
    const before = when.findIndex((other, index) => index < position && implies(condition, other.if, NO_WORDS))
    if (before < 0) continue
    yield makeDiagnostic('unreachable-wording', 'warning', [...path, 'when', position], messages.behind(`"when" ${before + 1}`), {
      suggestion: 'Put it first, or remove it.',
    })
  }
  const always = when.findIndex(({ if: condition }) => condition.type === 'always')
  if (always < 0) return
  yield makeDiagnostic('unreachable-wording', 'warning', path, messages.rest(`"when" ${always + 1}`), {
    suggestion: 'Make it the wording beside "when".',
  })
}

/** States that end the conversation and say nothing. */
export const silentEnd: AnalysisRule = {
  codes: ['silent-end'],
  *check({ states }) {
    for (const { name, plan } of states) {
      if (!isTerminal(plan.state) || plan.state.prompt !== undefined || name.includes('/')) continue
      yield makeDiagnostic('silent-end', 'warning', ['states', name], messages.silent(name), { suggestion: 'Give it a prompt.' })
    }
  },
}
