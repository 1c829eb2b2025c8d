import { resolvePrompt } from '../../compile/plan/prompt.js'
import type { ConversationFlow } from '../../definition/flow.js'
import { promptUses } from '../../definition/prompt-uses.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import { didYouMean } from '../../diagnostics/suggest.js'
import type { AnalysisRule, FlowView } from '../flow-view.js'

const messages = {
  unknown: (name: string) => `There is no prompt named ${quote(name)}, so the flow can not be compiled.`,
  unused: (name: string) => `Nothing in the flow speaks the prompt ${quote(name)}.`,
}

/** Prompts that are named and not there, or there and not named. */
export const prompts: AnalysisRule = {
  codes: ['unknown-prompt', 'unused-prompt'],
  *check(view) {
    const uses = [...promptUses(view.flow)]
    const named = new Set(uses.flatMap(({ prompt }) => (typeof prompt === 'string' ? [prompt] : [])))
    yield* unknownPrompts(view)
    for (const name of Object.keys(view.flow.prompts ?? {})) {
      if (named.has(name)) continue
      yield makeDiagnostic('unused-prompt', 'info', ['prompts', name], messages.unused(name), {
        suggestion:
          didYouMean(
            name,
            [...named].filter((each) => !isDefined(view, each)),
          ) ?? 'Remove it, or name it in a state.',
      })
    }
  },
}

function* unknownPrompts(view: FlowView): Generator<Diagnostic> {
  const { flow } = view
  const known = Object.keys(flow.prompts ?? {})
  for (const { prompt, path } of promptUses(flow)) {
    if (typeof prompt !== 'string' || isDefined(view, prompt)) continue
    yield makeDiagnostic('unknown-prompt', 'error', path, messages.unknown(prompt), {
      suggestion: didYouMean(prompt, known) ?? suggestionFor(prompt),
    })
  }
}

function isDefined({ flow, options }: { readonly flow: ConversationFlow; readonly options: FlowView['options'] }, name: string): boolean {
  return resolvePrompt(flow, options.prompts, name) !== undefined
}

/** Words, where a name is meant. */
const SENTENCE = /\s|[.!?]$/

function suggestionFor(name: string): string {
  if (SENTENCE.test(name.trim())) return `A text is written { say: ${quote(name)} }; a bare string is the name of a prompt.`
  return 'Define it in "prompts", or give it by the "prompts" option (on the command line: --prompts FILE).'
}
