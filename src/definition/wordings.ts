import type { DiagnosticPath } from '../diagnostics/diagnostic.js'
import type { PromptDefinition, Variants, Wording } from './flow.js'

/** Holds a wording and where it stands. */
export interface PlacedWording {
  readonly wording: Wording
  readonly path: DiagnosticPath
}

/** Yields every wording that a prompt may be spoken in: those of `when` as declared, then the one beside it, each with its way inside the prompt. */
export function* wordingsOf(prompt: PromptDefinition, path: DiagnosticPath = []): Generator<PlacedWording> {
  for (const [position, entry] of (prompt.when ?? []).entries()) yield* variantsOf(entry, [...path, 'when', position])
  yield* variantsOf(prompt, path)
}

/** Tells whether some wording of a prompt is worded by the model. */
export function instructs(prompt: PromptDefinition): boolean {
  return [...wordingsOf(prompt)].some(({ wording }) => wording.instruct !== undefined)
}

/** Tells whether some wording of a prompt is worded by the model and another is not: then nobody could tell beforehand whether it is called. */
export function isMixed(prompts: readonly PromptDefinition[]): boolean {
  const wordings = prompts.flatMap((prompt) => [...wordingsOf(prompt)])
  const instructed = wordings.filter(({ wording }) => wording.instruct !== undefined).length
  return instructed > 0 && instructed < wordings.length
}

/** Returns the templates of what is said, one for each message. */
export function textsOf(say: Wording['say']): readonly string[] {
  if (say === undefined) return []
  return typeof say === 'string' ? [say] : say
}

/** Yields each template of a wording and where it stands. */
export function* templatesOf({ wording, path }: PlacedWording): Generator<readonly [template: string, path: DiagnosticPath]> {
  const { instruct, say } = wording
  if (instruct !== undefined) yield [instruct, [...path, 'instruct']]
  if (typeof say === 'string') yield [say, [...path, 'say']]
  else for (const [position, template] of (say ?? []).entries()) yield [template, [...path, 'say', position]]
}

function* variantsOf(part: Wording | Variants, path: DiagnosticPath): Generator<PlacedWording> {
  if (part.variants === undefined) {
    yield { wording: part, path }
    return
  }
  const { variants } = part
  if (variants.length === 0) yield { wording: {}, path: [...path, 'variants'] }
  else for (const [position, wording] of variants.entries()) yield { wording, path: [...path, 'variants', position] }
}
