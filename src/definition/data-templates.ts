import type { DiagnosticPath } from '../diagnostics/diagnostic.js'
import type { ConversationFlow, FlowState, Suggestion } from './flow.js'
import { changesOf } from './rules/data-changes.js'
import { stateOf } from './state-facts.js'

/** A template outside the prompts and where it stands; `state` is the one whose parameters it sees, undefined where that may be any. */
export interface DataTemplate {
  readonly template: string
  readonly path: DiagnosticPath
  readonly state: FlowState | undefined
}

/** Yields the templates of what is set, and of what is suggested. */
export function* dataTemplates(flow: ConversationFlow): Generator<DataTemplate> {
  for (const [{ set = {} }, path] of changesOf(flow)) {
    const state = path[0] === 'states' ? stateOf(flow, String(path[1])) : undefined
    for (const [key, value] of Object.entries(set))
      if (typeof value === 'string') yield { template: value, path: [...path, 'set', key], state }
  }
  for (const [name, state] of Object.entries(flow.states)) {
    yield* suggested(state.suggestions, ['states', name, 'suggestions'], state)
  }
  for (const [name, field] of Object.entries(flow.fields ?? {})) {
    yield* suggested(field.suggestions, ['fields', name, 'suggestions'], undefined)
  }
}

function* suggested(suggestions: readonly Suggestion[] = [], path: DiagnosticPath, state: FlowState | undefined): Generator<DataTemplate> {
  for (const [position, suggestion] of suggestions.entries()) {
    if (typeof suggestion === 'string') yield { template: suggestion, path: [...path, position], state }
    else for (const [key, template] of Object.entries(suggestion)) yield { template, path: [...path, position, key], state }
  }
}
