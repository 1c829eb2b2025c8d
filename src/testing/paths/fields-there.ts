import { sourceKindOf } from '../../conditions/fields/field-source.js'
import type { Change, ConversationFlow, FlowState } from '../../definition/flow.js'
import type { FlowEdge, FlowEdgeKind } from '../../definition/flow-edge.js'
import { changeOf } from '../../definition/next-state.js'
import { fieldOf, initialDataOf, stateOf } from '../../definition/state-facts.js'

/** The ways on which a message leads somewhere, to be read there. */
const BY_MESSAGE: ReadonlySet<FlowEdgeKind> = new Set(['transition', 'global', 'digression', 'collected', 'corrected', 'noMatch'])

/** Tells which fields may be there when a state is entered: those that something on a way there fills, and nothing after it resets. */
export class FieldsThere {
  readonly #flow: ConversationFlow
  readonly #edges: readonly FlowEdge[]
  readonly #entered = new Map<string, ReadonlySet<string>>()

  constructor(flow: ConversationFlow, edges: readonly FlowEdge[]) {
    this.#flow = flow
    this.#edges = edges
  }

  /** Whether a state that collects may be entered with nothing missing: all is there, or the message that leads there tells the rest. */
  mayBeComplete(state: string): boolean {
    const isTold = this.#edges.some(({ to, kind }) => to === state && BY_MESSAGE.has(kind))
    return (stateOf(this.#flow, state)?.collect ?? []).every((name) => {
      const field = fieldOf(this.#flow, name) ?? {}
      if (field.optional === true) return true
      return (isTold && sourceKindOf(field) !== 'text') || this.#statesEnteredWith(name).has(state)
    })
  }

  #statesEnteredWith(field: string): ReadonlySet<string> {
    const known = this.#entered.get(field) ?? this.#find(field)
    this.#entered.set(field, known)
    return known
  }

  #find(field: string): ReadonlySet<string> {
    const { initialState, states } = this.#flow
    const fills = new Set(Object.keys(states).filter((name) => mayFill(states[name], field)))
    const starts = isThereAtFirst(this.#flow, field) && remains(states[initialState], field) ? [initialState] : []
    const entered = new Set(starts)
    for (let grown = true; grown; ) {
      const size = entered.size
      for (const edge of this.#edges) {
        const change = this.#changeOn(edge)
        const isThere = sets(change, field) || ((fills.has(edge.from) || entered.has(edge.from)) && remains(change, field))
        if (isThere && remains(states[edge.to], field)) entered.add(edge.to)
      }
      grown = entered.size > size
    }
    return entered
  }

  #changeOn({ from, name }: FlowEdge): Change {
    const { states, globalNextStates = {} } = this.#flow
    const own = states[from]?.nextStates ?? {}
    const next = name === undefined ? undefined : Object.hasOwn(own, name) ? own[name] : globalNextStates[name]
    return next === undefined ? {} : changeOf(next)
  }
}

function isThereAtFirst(flow: ConversationFlow, field: string): boolean {
  return (initialDataOf(flow)[field] ?? null) !== null
}

/** Where any key may be brought, no field is counted on. */
function mayFill(state: FlowState | undefined, field: string): boolean {
  const { collect = [], correct = [], extract, invoke } = state ?? {}
  return collect.includes(field) || correct.includes(field) || Object.hasOwn(extract?.fields ?? {}, field) || invoke?.saveAs === field
}

function sets({ set = {} }: Change, field: string): boolean {
  return Object.keys(set).some((path) => path === field || path.startsWith(`${field}.`))
}

function remains(change: Change = {}, field: string): boolean {
  const { reset = [] } = change
  return sets(change, field) || (reset !== true && !reset.includes(field))
}
