import type { ConversationMachine } from '../../machine/conversation-machine.js'
import { positionOf } from '../../machine/state-position.js'
import { firstState, nextState, type ObservedState } from '../paths/observed-state.js'
import type { Walk, WalkStep } from '../paths/walk.js'
import { nextSteps } from '../script/next-steps.js'
import type { PathStep } from '../script/path-step.js'
import type { Phrasebook } from '../script/phrasebook.js'
import { stateKey } from '../script/state-key.js'
import { type Automaton, readAll } from './automaton.js'
import { type CallsOf, happeningsOf } from './happenings.js'
import type { Happening } from './property.js'

/** A moment of a talk, and the step that led to it. */
interface Moment {
  readonly observed: ObservedState
  readonly state: number
  readonly before: Moment | undefined
  readonly taken: WalkStep | undefined
  readonly happenings: readonly Happening[]
}

/** A talk on the machine that breaks a property, and what happened in it. */
export interface BrokenTalk {
  readonly walk: Walk
  readonly first: ObservedState
  readonly happenings: readonly Happening[]
}

/** A message after a failed call has it made again, and begins a turn. */
const AFTER_FAILURE: readonly PathStep[] = [{ type: 'message', text: 'Hello?' }]

/** Walks the machine itself, breadth first, until a talk breaks the property. What it finds was said and done on the machine. */
export class WalkSearch {
  constructor(
    private readonly machine: ConversationMachine,
    private readonly calls: CallsOf,
    private readonly phrases: Phrasebook,
    private readonly maxMoments: number,
  ) {}

  /** The shortest talk found that breaks the property. */
  find(automaton: Automaton, withFailures: boolean): BrokenTalk | undefined {
    const first = firstState(this.machine)
    const start: Moment = {
      observed: first,
      state: automaton.initial,
      before: undefined,
      taken: undefined,
      happenings: happeningsOf(first, this.calls),
    }
    const state = readAll(automaton, automaton.initial, start.happenings)
    if (state === undefined) return talkTo(start, first)
    const seen = new Map([[this.#key(first, state), { ...start, state }]])
    for (const moment of seen.values()) {
      for (const next of this.#after(moment, withFailures)) {
        const after = readAll(automaton, moment.state, next.happenings)
        if (after === undefined) return talkTo(next, first)
        const key = this.#key(next.observed, after)
        if (!seen.has(key)) seen.set(key, { ...next, state: after })
      }
      if (seen.size > this.maxMoments) break
    }
    return undefined
  }

  #key(observed: ObservedState, state: number): string {
    return `${state} ${stateKey(observed, this.phrases.script)}`
  }

  *#after(moment: Moment, withFailures: boolean): Generator<Moment> {
    const { observed } = moment
    if (observed.machine.status !== 'active') return
    const { substate } = positionOf(observed.value)
    const afterFailure = substate === 'failed' ? AFTER_FAILURE : []
    for (const step of [...nextSteps(observed, this.phrases).map((planned) => planned.step), ...afterFailure]) {
      if (step.type === 'cancel') continue
      const after = nextState(this.machine, observed, step)
      const happenings = happeningsOf(after, this.calls)
      if (!withFailures && happenings.some(({ type }) => type === 'failed')) continue
      yield { observed: after, state: moment.state, before: moment, taken: { step, after }, happenings }
    }
  }
}

function talkTo(last: Moment, first: ObservedState): BrokenTalk {
  const moments: Moment[] = []
  for (let at: Moment | undefined = last; at !== undefined; at = at.before) moments.unshift(at)
  return {
    first,
    walk: { data: {}, observed: last.observed, steps: moments.flatMap(({ taken }) => taken ?? []), shown: new Set() },
    happenings: moments.flatMap(({ happenings }) => happenings),
  }
}
