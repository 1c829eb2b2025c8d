import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import type { ConversationFlow, Prompt } from '../flow.js'

/** Every prompt has something to say. Whether a name resolves is known only where the flow is compiled. */
export function* prompts(flow: ConversationFlow): Generator<Diagnostic> {
  for (const [prompt, path] of promptsOf(flow)) {
    if (prompt === undefined) continue
    if (typeof prompt === 'string') {
      if (prompt === '') yield makeDiagnostic('empty-prompt', 'error', path, 'The name of the prompt is empty.')
    } else if (prompt.say === undefined && prompt.instruct === undefined) {
      yield makeDiagnostic('empty-prompt', 'error', path, 'The prompt neither says nor instructs anything.', {
        expected: 'say, instruct, or both',
      })
    }
  }
}

function* promptsOf(flow: ConversationFlow): Generator<[prompt: Prompt | undefined, path: DiagnosticPath]> {
  yield [flow.systemPrompt, ['systemPrompt']]
  yield [flow.noMatch?.prompt, ['noMatch', 'prompt']]
  for (const [name, prompt] of Object.entries(flow.prompts ?? {})) yield [prompt, ['prompts', name]]
  for (const [name, state] of Object.entries(flow.states)) {
    yield [state.prompt, ['states', name, 'prompt']]
    yield [state.noMatch?.prompt, ['states', name, 'noMatch', 'prompt']]
  }
}
