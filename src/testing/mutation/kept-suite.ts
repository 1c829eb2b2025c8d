import { isRecord } from '../../diagnostics/json.js'
import type { MachineConfigJson, StateNodeConfig } from '../../machine/config.js'
import type { ConversationMachine } from '../../machine/conversation-machine.js'
import { readConfig } from '../../machine/read-config.js'
import { positionOf } from '../../machine/state-position.js'
import type { ExpectedState } from '../paths/expected-state.js'
import type { FlowPath, FlowPathStep } from '../paths/flow-path.js'
import { firstState, nextState, type ObservedState, type StartData } from '../paths/observed-state.js'
import type { PathStep } from '../script/path-step.js'

/** A step that some path takes, from where it is taken: a start has no step. */
export interface KeptStep {
  readonly before: ObservedState | null
  readonly data: StartData
  readonly step: PathStep | null
  readonly expected: ExpectedState
  /** What happened on the machine that the paths were made for. */
  readonly after: ObservedState
}

/** A moment in which a state listens, and the path to it. */
export interface KeptMoment {
  readonly observed: ObservedState
  readonly path: FlowPath
  readonly steps: readonly FlowPathStep[]
}

/** The distinct steps of a suite by the states that they leave, pass and enter, and where each state listens. */
export interface KeptSuite {
  readonly starts: readonly KeptStep[]
  readonly steps: ReadonlyMap<string, readonly KeptStep[]>
  readonly moments: ReadonlyMap<string, KeptMoment>
}

/** Walks the paths of a suite once, and keeps each distinct step. */
export function keepSuite(machine: ConversationMachine, paths: readonly FlowPath[]): KeptSuite {
  const walk = new SuiteWalk(machine)
  for (const path of paths) walk.along(path)
  return walk
}

class SuiteWalk implements KeptSuite {
  readonly starts: KeptStep[] = []
  readonly steps = new Map<string, KeptStep[]>()
  readonly moments = new Map<string, KeptMoment>()
  /** Paths begin alike: what was walked for one is not walked for the next. */
  readonly #walked = new Map<string, ObservedState>()
  readonly #known = new Set<string>()

  constructor(private readonly machine: ConversationMachine) {}

  along(path: FlowPath): void {
    const { data, start, steps } = path
    let way = JSON.stringify(data)
    let observed = this.#walk(way, () => firstState(this.machine, data))
    this.#keep({ before: null, data, step: null, expected: start, after: observed })
    this.#rest({ observed, path, steps: [] })
    for (const [position, { step, expected }] of steps.entries()) {
      const before = observed
      way = `${way} ${JSON.stringify(step)}`
      observed = this.#walk(way, () => nextState(this.machine, before, step))
      this.#keep({ before, data, step, expected, after: observed })
      this.#rest({ observed, path, steps: steps.slice(0, position + 1) })
    }
  }

  #walk(way: string, take: () => ObservedState): ObservedState {
    const observed = this.#walked.get(way) ?? take()
    this.#walked.set(way, observed)
    return observed
  }

  #keep(kept: KeptStep): void {
    const { before, data, step, expected } = kept
    // What was said before only stands in the messages: no guard reads them.
    const moment = before === null ? data : [before.value, { ...before.context, messages: [] }]
    const key = JSON.stringify([moment, step, expected])
    if (this.#known.has(key)) return
    this.#known.add(key)
    if (before === null) this.starts.push(kept)
    for (const state of statesTouched(kept)) {
      const steps = this.steps.get(state) ?? []
      steps.push(kept)
      this.steps.set(state, steps)
    }
  }

  #rest(moment: KeptMoment): void {
    const { state, substate } = positionOf(moment.observed.value)
    const known = this.moments.get(state)
    if (substate === 'listening' && (known === undefined || known.steps.length > moment.steps.length)) this.moments.set(state, moment)
  }
}

function statesTouched({ before, after }: KeptStep): ReadonlySet<string> {
  const passed = after.happened.flatMap((event) => (event.type === 'state.entered' ? [event.state] : []))
  const left = before === null ? [] : [positionOf(before.value).state]
  return new Set([...left, ...passed, positionOf(after.value).state])
}

/** What differs between two machines, but for descriptions. */
export interface Difference {
  readonly states: readonly string[]
  /** Whether anything differs that is in no state. */
  readonly beside: boolean
}

/** Compares a machine with a changed one. */
export function differenceOf(before: ConversationMachine, after: ConversationMachine): Difference {
  const [known, changed] = [readConfig(before.config), readConfig(after.config)]
  return { states: changedStates(known, changed), beside: plainBeside(known) !== plainBeside(changed) }
}

/** Returns the steps that a changed machine may take otherwise: all of them where more than states has changed. */
export function stepsToTake(suite: KeptSuite, { states, beside }: Difference): readonly KeptStep[] {
  const touched = beside ? [...suite.steps.keys()] : states
  return [...new Set(touched.flatMap((state) => suite.steps.get(state) ?? []))]
}

function changedStates({ states: before }: MachineConfigJson, { states: after }: MachineConfigJson): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].filter((name) => plain(before[name]) !== plain(after[name]))
}

/** Every mutant is compared with the same machine. */
const written = new WeakMap<object, string>()

function plainBeside(config: MachineConfigJson): string {
  const { states: _, meta, description: __, ...beside } = config
  const known = written.get(config) ?? undescribed({ ...beside, meta: { ...meta, flow: null } })
  written.set(config, known)
  return known
}

function plain(node: StateNodeConfig | undefined): string {
  if (node === undefined) return ''
  const known = written.get(node) ?? undescribed(node)
  written.set(node, known)
  return known
}

/** What is data, or told to the model, may have keys of any name. */
const KEPT = ['meta', 'params', 'output']

function undescribed(value: object): string {
  return JSON.stringify(plainOf(value))
}

function plainOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainOf)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      if (key === 'description' && typeof inner === 'string') return []
      return [[key, KEPT.includes(key) ? inner : plainOf(inner)]]
    }),
  )
}
