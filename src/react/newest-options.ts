import type { CompileOptions } from '../compile/compile-options.js'
import type { LanguageModel } from '../model/language-model.js'
import { forwardLogic } from '../runtime/actors/forward-logic.js'

/** What may be another one at each render. */
export type RenderedOptions = Pick<CompileOptions, 'model' | 'models' | 'actors' | 'onProblem'>

/**
 * Lets a machine that is compiled once use what the newest render has given. Which of these there are, by their names, is decided by the first render:
 * a machine tells at its opening what it can not do without.
 */
export class NewestOptions {
  /** Stand in the place of what the first render has given. */
  readonly forwarders: RenderedOptions
  #model: LanguageModel | undefined
  #models: Readonly<Record<string, LanguageModel>>
  #actors: NonNullable<CompileOptions['actors']>
  #onProblem: CompileOptions['onProblem']

  constructor({ model, models, actors, onProblem }: RenderedOptions) {
    this.#model = model
    this.#models = { ...models }
    this.#actors = { ...actors }
    this.#onProblem = onProblem
    this.forwarders = {
      ...(model && { model: forwardModel(() => this.#model ?? model) }),
      ...(models && { models: mapValues(models, (first, name) => forwardModel(() => this.#models[name] ?? first)) }),
      ...(actors && { actors: mapValues(actors, (first, name) => first && forwardLogic(first, () => this.#actors[name] ?? first)) }),
      ...(onProblem && { onProblem: (problem) => (this.#onProblem ?? onProblem)(problem) }),
    }
  }

  /** Takes what a render has given that is shown. */
  use({ model, models, actors, onProblem }: RenderedOptions): void {
    this.#model = model
    this.#models = { ...models }
    this.#actors = { ...actors }
    this.#onProblem = onProblem
  }
}

function forwardModel(newest: () => LanguageModel): LanguageModel {
  return {
    respond: (request, options) => newest().respond(request, options),
    understand: (request, options) => newest().understand(request, options),
  }
}

function mapValues<Value, Result>(
  values: Readonly<Record<string, Value>>,
  map: (value: Value, name: string) => Result,
): Readonly<Record<string, Result>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value, name)]))
}
