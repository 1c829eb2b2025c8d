import type { ObservedState } from '../paths/observed-state.js'
import { type Counted, countIn } from './counters.js'
import type { FlowModel } from './model.js'
import { momentKey } from './moment.js'
import { placeIdAt } from './places.js'
import type { Node } from './search.js'

/** Tells whether a node of a model stands for the moment in which a conversation is: all that may follow there follows the node, too. */
export function standsAt(
  model: FlowModel,
  { moment: number, counts }: Node,
  { names, bounds }: Counted,
  { value, context }: ObservedState,
): boolean {
  const moment = model.moments[number]
  const place = model.facts.places.all.get(placeIdAt(value))
  if (moment === undefined || place === undefined) return false
  const { state, noMatches, silences = 0, error, stack = [], asking = null, readsMessage: reads = false } = context
  const data = model.facts.regions.of(context.data)
  const found = {
    ...{ place: place.id, state, asking, reads, stack, told: null, stale: false },
    misses: Math.min(noMatches, place.mostMisses),
    silences: Math.min(silences, place.mostSilences),
    error: error && { during: error.during, ...(error.about === undefined ? {} : { about: error.about }) },
  }
  const isCounted = names.every((counter, position) => counts[position] === Math.min(countIn(context, counter), bounds.get(counter) ?? 0))
  const isInRegions = moment.data.every((region, position) => region < 0 || region === data[position])
  return isCounted && isInRegions && momentKey({ ...found, data: [] }) === momentKey({ ...moment, data: [] })
}
