import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import type { ConversationFlow, Prompt } from '../flow.js'
import { promptUses } from '../prompt-uses.js'
import { listens } from '../state-facts.js'
import { wordingsOf } from '../wordings.js'

/** Every state that listens has a prompt, and every prompt something to say. Whether a name resolves is known only where the flow is compiled. */
export function* prompts(flow: ConversationFlow): Generator<Diagnostic> {
  for (const [name, state] of Object.entries(flow.states)) {
    if (state.prompt !== undefined || !listens(state) || state.collect !== undefined) continue
    yield makeDiagnostic('missing-key', 'error', ['states', name, 'prompt'], 'The key "prompt" is missing.')
  }
  for (const [prompt, path] of promptsOf(flow)) yield* wordless(prompt, path)
}

function* wordless(prompt: Prompt, path: DiagnosticPath): Generator<Diagnostic> {
  if (typeof prompt === 'string') {
    if (prompt === '') yield makeDiagnostic('empty-prompt', 'error', path, 'The name of the prompt is empty.')
    return
  }
  for (const { wording, path: place } of wordingsOf(prompt, path)) {
    if (wording.say !== undefined || wording.instruct !== undefined) continue
    yield makeDiagnostic('empty-prompt', 'error', place, 'The prompt neither says nor instructs anything.', {
      expected: 'say, instruct, or both',
    })
  }
}

function* promptsOf(flow: ConversationFlow): Generator<[prompt: Prompt, path: DiagnosticPath]> {
  const uses = [...promptUses(flow)]
  for (const { prompt, path, state } of uses) if (state === undefined) yield [prompt, path]
  for (const [name, prompt] of Object.entries(flow.prompts ?? {})) yield [prompt, ['prompts', name]]
  for (const { prompt, path, state } of uses) if (state !== undefined) yield [prompt, path]
}
