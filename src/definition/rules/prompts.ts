import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import type { ConversationFlow, Prompt, PromptDefinition } from '../flow.js'
import { promptUses } from '../prompt-uses.js'
import { listens } from '../state-facts.js'
import { isMixed, textsOf, wordingsOf } from '../wordings.js'

/** Every state that listens has a prompt, and every prompt something to say. Whether a name resolves is known only where the flow is compiled. */
export function* prompts(flow: ConversationFlow): Generator<Diagnostic> {
  for (const [name, state] of Object.entries(flow.states)) {
    if (state.prompt !== undefined || !listens(state) || state.collect !== undefined) continue
    yield makeDiagnostic('missing-key', 'error', ['states', name, 'prompt'], 'The key "prompt" is missing.')
  }
  for (const [prompt, path] of promptsOf(flow)) yield* wordless(prompt, path)
  yield* mixedPrompts(flow, (prompt) => (typeof prompt === 'string' ? ownPrompt(flow, prompt) : prompt))
}

/** Yields the prompts of which the model words some and not all. A list of prompts counts as one: the n-th of them is spoken the n-th time. */
export function* mixedPrompts(flow: ConversationFlow, find: (prompt: Prompt) => PromptDefinition | undefined): Generator<Diagnostic> {
  for (const { prompts: listed, path } of promptLists(flow)) {
    const definitions = listed.flatMap((prompt) => find(prompt) ?? [])
    if (!isMixed(definitions)) continue
    const message = 'Some of these wordings are for the model and others are spoken as they stand, so nobody can tell whether it is called.'
    yield makeDiagnostic('mixed-wordings', 'error', path, message, { expected: 'instruct in all of them, or in none' })
  }
}

function* promptLists(flow: ConversationFlow): Generator<{ readonly prompts: readonly Prompt[]; readonly path: DiagnosticPath }> {
  for (const [prompt, path] of promptsOf(flow)) yield { prompts: [prompt], path }
  for (const [holder, path] of [
    [flow, []] as const,
    ...Object.entries(flow.states).map(([name, state]) => [state, ['states', name]] as const),
  ]) {
    for (const key of ['noMatch', 'timeout'] as const) {
      const list = holder[key]?.prompts
      if (list !== undefined) yield { prompts: list, path: [...path, key, 'prompts'] }
    }
  }
}

function ownPrompt({ prompts: own = {} }: ConversationFlow, name: string): PromptDefinition | undefined {
  return Object.hasOwn(own, name) ? own[name] : undefined
}

function* wordless(prompt: Prompt, path: DiagnosticPath): Generator<Diagnostic> {
  if (typeof prompt === 'string') {
    if (prompt === '') yield makeDiagnostic('empty-prompt', 'error', path, 'The name of the prompt is empty.')
    return
  }
  for (const part of [prompt, ...(prompt.when ?? [])]) {
    if (part.variants === undefined || (Reflect.get(part, 'say') ?? Reflect.get(part, 'instruct')) === undefined) continue
    yield makeDiagnostic('two-wordings', 'error', path, 'The prompt has variants and words beside them, and can only have either.', {
      suggestion: 'Make the words one of the variants.',
    })
  }
  for (const { wording, path: place } of wordingsOf(prompt, path)) {
    const isEmpty = wording.instruct === undefined && textsOf(wording.say).length === 0
    if (!isEmpty) continue
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
