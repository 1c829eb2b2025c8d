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
  #newest: RenderedOptions

  constructor(first: RenderedOptions) {
    const { model, models, actors, onProblem } = first
    this.#newest = first
    this.forwarders = {
      ...(model && { model: forwardModel(() => this.#newest.model ?? model) }),
      ...(models && { models: mapValues(models, (known, name) => forwardModel(() => this.#newest.models?.[name] ?? known)) }),
      ...(actors && {
        actors: mapValues(actors, (known, name) => known && forwardLogic(known, () => this.#newest.actors?.[name] ?? known)),
      }),
      ...(onProblem && { onProblem: (problem) => (this.#newest.onProblem ?? onProblem)(problem) }),
    }
  }

  /** Takes what a render has given that is shown. */
  use(given: RenderedOptions): void {
    this.#newest = given
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
