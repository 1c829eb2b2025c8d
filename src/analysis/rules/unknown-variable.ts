import { resolvePrompt } from '../../compile/plan/prompt.js'
import { promptOf } from '../../conditions/asked.js'
import { isAskedOfModel } from '../../conditions/leaves.js'
import { conditionParts } from '../../definition/condition-parts.js'
import { type DataTemplate, dataTemplates } from '../../definition/data-templates.js'
import type { FlowState, NextState } from '../../definition/flow.js'
import { placeOf, selectOf } from '../../definition/next-state.js'
import { promptUses } from '../../definition/prompt-uses.js'
import { dataNames } from '../../definition/rules/data-changes.js'
import { templatesOf, wordingsOf } from '../../definition/wordings.js'
import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import { didYouMean } from '../../diagnostics/suggest.js'
import { parseTemplate, type TemplatePart } from '../../model/parse-template.js'
import type { AnalysisRule, FlowView } from '../flow-view.js'

const BUILT_IN = ['text', 'state', 'visits', 'turn', 'repeats', 'misses', 'silences', 'data', 'ask', 'value', 'reason']

const messages = {
  unknown: (name: string) => `Nothing in the flow gives ${quote(`{{${name}}}`)} a value, so it would be rendered as nothing.`,
}

/** Names in templates that neither parameters, data nor the conversation itself can fill. */
export const unknownVariable: AnalysisRule = {
  codes: ['unknown-variable'],
  *check(view) {
    const data = dataNames(view.flow)
    if (data === undefined) return
    const everyParam = Object.values(view.flow.states).flatMap(({ promptParams = {} }) => Object.keys(promptParams))
    const reported = new Set<string>()
    for (const { template, path, state } of templateUses(view)) {
      const params = state === undefined ? everyParam : Object.keys(state.promptParams ?? {})
      const known = new Set([...BUILT_IN, ...data, ...params])
      for (const name of templateNames(template)) {
        const key = JSON.stringify([name, path])
        if (known.has(rootOf(name)) || reported.has(key)) continue
        reported.add(key)
        yield unknown(name, path, [...known])
      }
    }
  },
}

function unknown(name: string, path: DiagnosticPath, known: readonly string[]): Diagnostic {
  return makeDiagnostic('unknown-variable', 'warning', path, messages.unknown(name), {
    suggestion:
      didYouMean(rootOf(name), known) ??
      'Give it in initialContext, promptParams or a set, or let a field, an extract or a saveAs bring it.',
  })
}

function rootOf(name: string): string {
  return name.split('.')[0] ?? name
}

function* templateUses({ flow, options }: FlowView): Generator<DataTemplate> {
  for (const { prompt, path, state } of promptUses(flow)) {
    const definition = resolvePrompt(flow, options.prompts, prompt)
    const place =
      typeof prompt === 'string' && flow.prompts !== undefined && Object.hasOwn(flow.prompts, prompt) ? ['prompts', prompt] : path
    for (const wording of wordingsOf(definition ?? {}, place)) {
      for (const [template, templatePath] of templatesOf(wording)) yield { template, path: templatePath, state }
    }
  }
  yield* dataTemplates(flow)
  yield* questionUses(flow.globalTransitions, ['globalTransitions'], flow.globalNextStates, ['globalNextStates'], undefined)
  for (const [name, state] of Object.entries(flow.states)) {
    const path = ['states', name]
    if (state.extract?.prompt !== undefined) yield { template: state.extract.prompt, path: [...path, 'extract', 'prompt'], state }
    yield* questionUses(state.transitions, [...path, 'transitions'], state.nextStates, [...path, 'nextStates'], state)
  }
}

function* questionUses(
  transitions: FlowState['transitions'] = {},
  path: DiagnosticPath,
  nextStates: Readonly<Record<string, NextState>> = {},
  nextPath: DiagnosticPath,
  state: FlowState | undefined,
): Generator<DataTemplate> {
  for (const [name, condition] of Object.entries(transitions)) {
    for (const part of conditionParts(condition, [...path, name])) {
      const template = isAskedOfModel(part.condition) ? promptOf(part.condition) : null
      if (template !== null) yield { template, path: [...part.path, 'prompt'], state }
    }
  }
  for (const [name, next] of Object.entries(nextStates)) {
    const question = selectOf(next)?.prompt
    if (question !== undefined)
      yield { template: question, path: [...nextPath, name, ...(placeOf(next) === next ? [] : ['to']), 'prompt'], state }
  }
}

/**
 * Returns the names that a well-formed template looks up in the whole view. What stands within a section is looked up in the section's value
 * first, so it is left out.
 */
function templateNames(template: string): readonly string[] {
  return [...new Set(namesIn(parseTemplate(template)))].filter((name) => name !== '.')
}

function namesIn(parts: readonly TemplatePart[]): readonly string[] {
  return parts.flatMap((part) => {
    if (part.type === 'text') return []
    return part.type === 'section' && part.inverted ? [part.name, ...namesIn(part.parts)] : [part.name]
  })
}
