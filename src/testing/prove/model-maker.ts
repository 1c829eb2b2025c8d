import type { CompileOptions } from '../../compile/compile-options.js'
import type { ContextParams } from '../../conditions/kinds/context/context-kind.js'
import type { ConversationFlow, Extract } from '../../definition/flow.js'
import { extractsFromOf, initialDataOf } from '../../definition/state-facts.js'
import { guardLeavesOf, type MachineConfigJson, transitionsOf } from '../../machine/config.js'
import type { UnderstandingMeta } from '../../machine/meta.js'
import { callsIn } from './happenings.js'
import { FlowModel } from './model.js'
import type { Incident, Moment } from './moment.js'
import { type Place, Places } from './places.js'
import type { DataTest } from './property.js'
import { refusableIn } from './refusable.js'
import { RegionMap, type Regions } from './regions.js'
import { Shadows } from './shadowed.js'

/** Makes models of a flow; what no property changes is worked out once. */
export class ModelMaker {
  readonly #flow: ConversationFlow
  readonly #config: MachineConfigJson
  readonly #hooks: ReadonlySet<string>
  readonly #shadows: Shadows
  readonly #places: Places
  readonly #models = new Map<string, FlowModel>()

  /**
   * @param flow an unfolded flow, of which the config was compiled
   * @param hooks the names of the actions that run the flow's own hooks
   */
  constructor(
    flow: ConversationFlow,
    config: MachineConfigJson,
    hooks: Iterable<string>,
    options: Pick<CompileOptions, 'prompts' | 'stemmers'>,
  ) {
    this.#flow = flow
    this.#config = config
    this.#hooks = new Set(hooks)
    this.#shadows = new Shadows(flow, config, options)
    this.#places = new Places(config)
  }

  /** The model that tells data apart by the tests of a property, too. */
  for(tests: readonly DataTest[]): FlowModel {
    const key = JSON.stringify(tests)
    const model = this.#models.get(key) ?? this.#make(tests)
    this.#models.set(key, model)
    return model
  }

  #make(tests: readonly DataTest[]): FlowModel {
    const config = this.#config
    const wanted = tests.map(({ data: path, ...test }): ContextParams => ({ path, ...test }))
    const regions = new RegionMap([...wanted, ...testsIn(config)], new Set(wanted.map(({ path }) => path)), initialDataOf(this.#flow))
    return new FlowModel(config, {
      places: this.#places,
      regions,
      callsOf: callsIn(config),
      refusable: refusableIn(this.#flow.fields ?? {}),
      hooks: this.#hooks,
      incidents: (moment, place, event) => incidentsOf(this.#flow, regions, moment, place, event),
      shadows: this.#shadows,
    })
  }
}

/** The tests of the data that guards make; a field that is asked for has a value or none. */
function testsIn(config: MachineConfigJson): readonly ContextParams[] {
  return transitionsOf(config)
    .flatMap(guardLeavesOf)
    .flatMap(({ type, params = {} }): readonly ContextParams[] => {
      if (type === 'context') return 'path' in params ? [params as unknown as ContextParams] : []
      const { fields } = params
      const isAsked = type === 'filled' || type === 'asks'
      return isAsked && Array.isArray(fields) ? fields.map((field) => ({ path: String(field), exists: true })) : []
    })
}

/** What may come of something that happens in a place, as guards see it. */
function incidentsOf(flow: ConversationFlow, regions: RegionMap, moment: Moment, place: Place, event: string): readonly Incident[] {
  const { data, told } = moment
  if (event === 'done respond') return [{ event, data, calls: 1 }]
  if (event !== 'done understand') return [{ event, data, calls: 0, ...(told === null ? {} : { told }) }]
  const { about, questions } = place.node.meta as unknown as UnderstandingMeta
  const asked = moment.reads && about === 'user' ? questions.filter(({ type }) => type === 'extract') : questions
  const calls = new Set(asked.map(({ model }) => model)).size
  return afterExtraction(flow.states[place.state ?? '']?.extract, regions, moment, about).map((each) => ({ event, data: each, calls }))
}

/** What a model or a function finds is never null. A schema may make anything of it. */
function afterExtraction(extract: Extract | undefined, regions: RegionMap, { data }: Moment, about: 'user' | 'reply'): readonly Regions[] {
  if (extract === undefined || extractsFromOf(extract) !== about) return [data]
  const { fields, schema, run } = extract
  if (schema !== undefined) return regions.putAny(data)
  if (fields !== undefined && run === undefined) return regions.tell(data, Object.keys(fields))
  return regions.tell(data, [...new Set(regions.paths.map((path) => path.split('.', 1).join()))])
}
