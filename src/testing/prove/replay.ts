import type { ConversationMachine } from '../../machine/conversation-machine.js'
import { firstState, nextState, type ObservedState } from '../paths/observed-state.js'
import type { Walk, WalkStep } from '../paths/walk.js'
import type { PathStep } from '../script/path-step.js'
import type { Phrasebook } from '../script/phrasebook.js'
import { stateKey } from '../script/state-key.js'
import { type CallsOf, happeningsOf } from './happenings.js'
import type { FlowModel, ModelStep } from './model.js'
import { placeIdAt } from './places.js'
import type { Happening } from './property.js'
import { givenData, type Outside, triedFor } from './replay-steps.js'

/** A talk that was walked on the machine, and what happened in it, step by step; the start is the first. */
export interface Replayed {
  readonly walk: Walk
  readonly first: ObservedState
  readonly happened: readonly (readonly Happening[])[]
}

/** A way of the model that no talk was found for: up to which of its steps one goes, and how far into that one. */
export interface NotReplayed {
  readonly steps: readonly ModelStep[]
  readonly matched: number
}

/** What one event brings about: the step that it takes, and those by which the machine goes on. */
interface Turn {
  readonly event: string
  readonly steps: readonly ModelStep[]
}

/** A step that was taken, and what happened in it. */
interface Taken extends WalkStep {
  readonly now: readonly Happening[]
}

/** So many steps are kept, a few kB each, until all of them are let go. */
const MOST_KEPT = 2000

/** Takes ways of a model on the machine. The ways of many properties begin alike, so a step that was taken once is kept. */
export class Replayer {
  #first: ObservedState | undefined
  readonly #kept = new WeakMap<ObservedState, Map<string, Taken>>()
  #count = 0

  constructor(
    private readonly machine: ConversationMachine,
    private readonly calls: CallsOf,
    private readonly phrases: Phrasebook,
    private readonly outside: Outside,
  ) {}

  /**
   * Looks for a talk that goes a way, depth first. What is open stands in a list: calls within calls would be too deep for a talk of thousands of steps.
   *
   * @param isMeant whether the talk does what it is to show
   */
  replay(model: FlowModel, way: readonly ModelStep[], isMeant: (replayed: Replayed) => boolean): Replayed | NotReplayed {
    const turns = turnsOf(model, way)
    const furthest = new Furthest(turns)
    const first = this.#begin()
    const begun = happeningsOf(first, this.calls)
    if (!furthest.reaches(0, begun, placeIdAt(first.value))) return furthest.found
    const failed = new Set<string>()
    const taken: Taken[] = []
    const open: Iterator<Taken, undefined>[] = []
    for (let observed = first; ; ) {
      if (taken.length === turns.length - 1) {
        const replayed = replayedBy(first, begun, taken)
        if (isMeant(replayed)) return replayed
        taken.pop()
      } else open.push(this.#taken({ model, turns, furthest, failed }, observed, taken.length + 1))
      const next = nextOf(open, taken)
      if (next === undefined) return furthest.found
      taken.push(next)
      observed = next.after
    }
  }

  /** What may be taken in a turn, from where one stands. Where one has stood before, that has led nowhere. */
  *#taken({ model, turns, furthest, failed }: Search, observed: ObservedState, turn: number): Generator<Taken, undefined> {
    const key = `${turn} ${this.#keyOf(observed)}`
    const asked = turns[turn]
    if (asked === undefined || failed.has(key)) return
    failed.add(key)
    furthest.comesTo(turn)
    for (const tried of this.#tried(model, asked, observed)) {
      if (furthest.reaches(turn, tried.now, placeIdAt(tried.after.value))) yield tried
    }
  }

  *#tried(model: FlowModel, { event, steps }: Turn, observed: ObservedState): Generator<Taken> {
    const data = givenData(model.facts.regions.dataIn(steps[0]?.to.data ?? []))
    for (const step of triedFor(event, data, observed, this.phrases, this.outside)) yield this.#take(step, observed)
  }

  /** All steps that are kept hang on the start. */
  #begin(): ObservedState {
    if (this.#count >= MOST_KEPT) [this.#first, this.#count] = [undefined, 0]
    this.#first ??= firstState(this.machine)
    return this.#first
  }

  #take(step: PathStep, observed: ObservedState): Taken {
    const known = this.#kept.get(observed) ?? new Map<string, Taken>()
    const key = JSON.stringify(step)
    const earlier = known.get(key)
    if (earlier !== undefined) return earlier
    const after = nextState(this.machine, observed, step)
    const taken = { step, after, now: happeningsOf(after, this.calls) }
    // A talk of thousands of steps tries many more.
    if (this.#count < MOST_KEPT) {
      this.#kept.set(observed, known.set(key, taken))
      this.#count += 1
    }
    return taken
  }

  /** Whether what may follow two moments of a talk is the same, but for what is counted without end. */
  isSame(left: ObservedState, right: ObservedState): boolean {
    return stateKey(left, this.phrases.script) === stateKey(right, this.phrases.script)
  }

  /** Two talks that stand so go on alike. What could not be understood is understood once more. */
  #keyOf(observed: ObservedState): string {
    const { visits, loops = {}, turn, unjudgedTurns = 0, usage, error, lastUserText, lastReplyText } = observed.context
    const words = error?.during === 'understand' ? [lastUserText, lastReplyText] : []
    return JSON.stringify([stateKey(observed, this.phrases.script), visits, loops, turn - unjudgedTurns, usage, words])
  }
}

/** What a way is looked for with. */
interface Search {
  readonly model: FlowModel
  readonly turns: readonly Turn[]
  readonly furthest: Furthest
  /** Where the search has stood: in which turn, and how. */
  readonly failed: Set<string>
}

/** The next step to take, after those that lead nowhere were taken back. */
function nextOf(open: Iterator<Taken, undefined>[], taken: Taken[]): Taken | undefined {
  for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
    const { value } = last.next()
    if (value !== undefined) return value
    open.pop()
    taken.pop()
  }
  return undefined
}

function replayedBy(first: ObservedState, begun: readonly Happening[], taken: readonly Taken[]): Replayed {
  const steps = taken.map(({ step, after }) => ({ step, after }))
  const walk = { data: {}, observed: steps.at(-1)?.after ?? first, steps, shown: new Set<string>() }
  return { walk, first, happened: [begun, ...taken.map(({ now }) => now)] }
}

/** Notes how far a way was gone. */
class Furthest {
  #turn = 0
  #matched = 0
  readonly #turns: readonly Turn[]

  constructor(turns: readonly Turn[]) {
    this.#turns = turns
  }

  get found(): NotReplayed {
    return { steps: this.#turns[this.#turn]?.steps ?? [], matched: this.#matched }
  }

  comesTo(turn: number): void {
    if (turn > this.#turn) [this.#turn, this.#matched] = [turn, 0]
  }

  /** Whether what has happened is what happens in a turn of the way. */
  reaches(turn: number, happened: readonly Happening[], place: string): boolean {
    const { steps = [] } = this.#turns[turn] ?? {}
    const matched = matchedSteps(steps, happened, place, turn === this.#turns.length - 1)
    this.comesTo(turn)
    if (turn === this.#turn) this.#matched = Math.max(matched, this.#matched)
    return matched === steps.length
  }
}

/** Groups the steps of a way by what brings them about. */
export function turnsOf({ facts }: FlowModel, way: readonly ModelStep[]): readonly Turn[] {
  const turns: { readonly event: string; readonly steps: ModelStep[] }[] = []
  for (const step of way) {
    const last = turns.at(-1)
    if (last !== undefined && facts.places.all.get(step.from.place)?.isPassed === true) last.steps.push(step)
    else turns.push({ event: step.event, steps: [step] })
  }
  return turns
}

/** How many steps of a turn agree with what has happened. The last turn of a way may go on. */
function matchedSteps(steps: readonly ModelStep[], happened: readonly Happening[], place: string, isLast: boolean): number {
  const found = happened.map(occurrenceKey)
  let position = 0
  for (const [count, step] of steps.entries()) {
    const wanted = step.happened.map(({ occurrence }) => occurrenceKey(occurrence))
    if (!wanted.every((key, offset) => found[position + offset] === key)) return count
    position += wanted.length
  }
  const last = steps.at(-1)
  const isThere = last !== undefined && last.to.place === place && position === found.length
  return isThere || isLast ? steps.length : steps.length - 1
}

function occurrenceKey(occurrence: object): string {
  const { data: _data, ...rest } = occurrence as Partial<Happening>
  return JSON.stringify(Object.entries(rest).toSorted(([left], [right]) => (left < right ? -1 : 1)))
}
