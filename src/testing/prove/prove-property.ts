import { type Automaton, readAll } from './automaton.js'
import { Counted, type CounterBounds } from './counters.js'
import type { FlowModel, ModelStep } from './model.js'
import type { NotReplayed, Replayed, Replayer } from './replay.js'
import { doubtKey, searchModel, wayTo } from './search.js'

/** What came of looking for a talk that breaks a property. */
export interface Outcome {
  readonly replayed: Replayed | undefined
  /** More moments were found than allowed. */
  readonly isCut: boolean
  /** The steps that nothing known takes, and that were left out. */
  readonly doubtful: readonly ModelStep[]
  readonly counted: readonly string[]
  readonly moments: number
}

/** What a property is looked into with. */
export interface Inquiry {
  readonly model: FlowModel
  readonly automaton: Automaton
  readonly bounds: CounterBounds
  readonly replayer: Replayer
  readonly maxMoments: number
}

/**
 * Looks for a talk that breaks a property. The model counts nothing at first: a way of it that no talk goes has one more counter counted, or one step
 * left out. So it ends. Without a talk, the property holds where nothing was left out.
 *
 * @param names the counters that are counted from the beginning
 */
export function findBreak(inquiry: Inquiry, withFailures: boolean, names: readonly string[]): Outcome {
  const { model, automaton, replayer, maxMoments } = inquiry
  const doubtful = new Map<string, ModelStep>()
  let counted = new Counted(names, inquiry.bounds)
  for (;;) {
    const { broken, isCut, nodes } = searchModel(model, automaton, counted, { withFailures, doubtful, maxMoments })
    const outcome = { isCut, doubtful: [...doubtful.values()], counted: counted.names, moments: nodes.size }
    if (broken === undefined) return { ...outcome, replayed: undefined }
    const found = replayer.replay(model, wayTo(broken), ({ happened }) => {
      return readAll(automaton, automaton.initial, happened.flat()) === undefined
    })
    if ('walk' in found) return { ...outcome, replayed: found }
    const counter = counterFor(found, counted)
    if (counter !== undefined) counted = counted.with(counter)
    else {
      const step = doubtfulIn(found)
      if (step === undefined || doubtful.has(doubtKey(step))) return { ...outcome, isCut: true, replayed: undefined }
      doubtful.set(doubtKey(step), step)
    }
  }
}

/** The step that did not go comes first, then those that led to it in the same turn. */
function counterFor({ steps, matched }: NotReplayed, { positions, bounds }: Counted): string | undefined {
  const first = steps[Math.min(matched, steps.length - 1)]
  const asked = [...(first?.asked ?? []), ...steps.flatMap((step) => step.asked)]
  return asked.find((counter) => !positions.has(counter) && bounds.has(counter))
}

function doubtfulIn({ steps, matched }: NotReplayed): ModelStep | undefined {
  const first = steps[Math.min(matched, steps.length - 1)]
  return first?.isOpen ? first : (steps.findLast(({ isOpen }) => isOpen) ?? first)
}
