import type { CollectPlan } from '../../compile/plan/field-plan.js'
import { isVerbatim } from '../../compile/plan/prompt.js'
import type { UnderstandingPlan } from '../../compile/plan/understanding-plan.js'
import { sourceKindOf } from '../../conditions/fields/field-source.js'
import type { Field } from '../../definition/flow.js'
import type { FlowEdge } from '../../definition/flow-edge.js'
import { successorsBy } from '../../definition/flow-graph.js'
import { edgesFrom } from '../../definition/shortest-cycle.js'
import { maxLoopsOf, onLimitOf, toleratedMisses } from '../../definition/state-facts.js'
import type { FlowView, StateView } from '../flow-view.js'
import { liveEdges, reachableFrom } from '../live-edges.js'
import { heaviestConversation } from './heaviest-conversation.js'
import { heaviestWithCalls } from './heaviest-with-calls.js'

/** What one state asks of the model, in calls. */
interface StateCalls {
  /** Speaking once, with all that is asked about the reply. */
  readonly speaking: number
  /** Understanding one message of the user. */
  readonly understanding: number
  /** Answering a message that fires nothing; undefined where no message misses. */
  readonly miss: number | undefined
  /** Reading the message that leads there for fields. */
  readonly reading?: number
  /** How many messages may each fill a field, and be answered in the state. */
  readonly answers?: number
}

/** Counts calls: a number, or `'unbounded'` where nothing but the user ends a round that calls the model. */
export type CallCount = number | 'unbounded'

/** Counts how many calls of the model a flow makes at most, not counting calls that failed and were made again. Plain JSON. */
export interface ModelCalls {
  /** Until the flow listens for the first time. */
  readonly opening: CallCount
  /** One message of the user, by the state in which it comes. */
  readonly perTurn: Readonly<Record<string, CallCount>>
  /** The costliest turn of all. */
  readonly worstTurn: CallCount
  /** The costliest way through the whole flow. */
  readonly perPath: CallCount
}

/** Counts the model calls of a flow at worst. */
export function countModelCalls(view: FlowView): ModelCalls {
  const counter = new CallCounter(view)
  return counter.count()
}

class CallCounter {
  readonly #view: FlowView
  readonly #states: ReadonlyMap<string, StateView>
  readonly #calls: ReadonlyMap<string, StateCalls>
  readonly #edges: readonly FlowEdge[]
  readonly #edgesFrom: ReadonlyMap<string, readonly FlowEdge[]>

  constructor(view: FlowView) {
    this.#view = view
    this.#states = new Map(view.states.map((state) => [state.name, state]))
    this.#calls = new Map(view.states.map((state) => [state.name, stateCalls(state)]))
    const edges = liveEdges(view)
    const reached = reachableFrom([view.flow.initialState], successorsBy(edges))
    this.#edges = edges.filter(({ from }) => reached.has(from))
    this.#edgesFrom = edgesFrom(this.#edges)
  }

  count(): ModelCalls {
    const { initialState } = this.#view.flow
    const entering = this.#entering((edge) => this.#isAutomatic(edge), true)
    const first = this.#entering((edge) => this.#isAutomatic(edge), false)
    const perTurn = this.#perTurn(entering)
    return {
      opening: told(first.get(initialState) ?? 0),
      perTurn: Object.fromEntries([...perTurn].map(([name, calls]) => [name, told(calls)])),
      worstTurn: told(heaviest(perTurn.values())),
      perPath: told(this.#perPath()),
    }
  }

  /** What entering a state costs, with all that follows by edges of some kind. */
  #entering(follows: (edge: FlowEdge) => boolean, reads: boolean): ReadonlyMap<string, number> {
    return heaviestWithCalls(this.#view.flow, this.#edges.filter(follows), {
      nodes: [...this.#states.keys()],
      weightOf: (name) => {
        const { speaking = 0, reading = 0 } = this.#calls.get(name) ?? {}
        return speaking + (reads ? reading : 0)
      },
      visitsOf: (name) => this.#visitsOf(name),
    })
  }

  #perTurn(entering: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
    const turns = new Map<string, number>()
    for (const { name, plan } of this.#view.states) {
      const edges = this.#edgesFrom.get(name)
      const calls = this.#calls.get(name)
      if (!plan.listens || edges === undefined || calls === undefined) continue
      const answered = edges.filter((edge) => edge.kind !== 'timeout' && !this.#isAutomatic(edge)).map(({ to }) => entering.get(to) ?? 0)
      const missed = plan.onReply ? (entering.get(name) ?? 0) : (calls.miss ?? 0)
      turns.set(name, calls.understanding + Math.max(missed, heaviest(answered)))
    }
    return turns
  }

  #perPath(): number {
    return Math.min(this.#byVisits(), this.#byTurns(), this.#byBudget())
  }

  /** With every state visited as often as it may be. */
  #byVisits(): number {
    return heaviestConversation(this.#view.flow, this.#edges, {
      nodes: [...this.#states.keys()],
      weightOf: (name) => this.#callsOfVisit(name),
      visitsOf: (name) => this.#visitsOf(name),
    })
  }

  #callsOfVisit(name: string): number {
    const state = this.#states.get(name)
    const calls = this.#calls.get(name)
    if (state === undefined || calls === undefined) return 0
    const { noMatch, onReply } = state.plan
    const oneMiss = calls.miss === undefined ? 0 : calls.understanding + calls.miss
    const misses = noMatch?.to === undefined || onReply ? Number.POSITIVE_INFINITY : toleratedMisses(noMatch)
    const { reading = 0, answers = 0 } = calls
    return reading + calls.speaking + calls.understanding + (oneMiss === 0 ? 0 : oneMiss * (answers + (answers + 1) * misses))
  }

  /** With as many of the costliest turn as there may be, and what is said in the user's silence between them. */
  #byTurns(): number {
    const { maxTurns, initialState } = this.#view.flow
    if (maxTurns === undefined) return Number.POSITIVE_INFINITY
    const entering = this.#entering((edge) => edge.kind === 'timeout' || this.#isAutomatic(edge), true)
    const atLimit = this.#view.states.map(({ plan }) => entering.get(onLimitOf(this.#view.flow, plan.state) ?? '') ?? 0)
    const worstTurn = heaviest(this.#perTurn(entering).values())
    return (entering.get(initialState) ?? 0) + (worstTurn === 0 ? 0 : worstTurn * maxTurns) + heaviest(atLimit)
  }

  /** The budget is judged before calls; those that are made together may go past it. */
  #byBudget(): number {
    const most = this.#view.flow.budget?.modelCalls
    if (most === undefined) return Number.POSITIVE_INFINITY
    const together = heaviest([...this.#calls.values()].flatMap(({ speaking, understanding, miss = 0 }) => [speaking, understanding, miss]))
    return most === 0 || together === 0 ? 0 : most - 1 + together
  }

  /** Whether the flow takes an edge by itself once it has entered the state. */
  #isAutomatic({ kind, from }: FlowEdge): boolean {
    if (kind === 'advance' || kind === 'error' || kind === 'call' || kind === 'return' || kind === 'resume') return true
    const plan = this.#states.get(from)?.plan
    if (kind === 'limit') return plan?.listens !== true
    return (kind === 'transition' || kind === 'digression') && plan?.onReply === true
  }

  #visitsOf(name: string): number | undefined {
    const state = this.#states.get(name)
    return state === undefined ? undefined : maxLoopsOf(this.#view.flow, state.plan.state)
  }
}

function heaviest(weights: Iterable<number>): number {
  let most = 0
  for (const weight of weights) most = Math.max(most, weight)
  return most
}

function told(calls: number): CallCount {
  return Number.isFinite(calls) ? calls : 'unbounded'
}

/** Counts what a state asks of the model at worst. */
function stateCalls({ plan, lists }: StateView): StateCalls {
  const aboutReply = requestsOf(plan.understandingReply)
  const understanding = requestsOf(plan.understanding)
  if (plan.collect !== undefined) return collectCalls(plan, plan.collect, understanding)
  const speaking = (isVerbatim(plan.prompt) ? 0 : 1) + aboutReply
  if (!plan.listens) return { speaking, understanding: 0, miss: undefined }
  if (plan.onReply) return { speaking, understanding, miss: speaking }
  const catchesAll = lists.some((list) => list.transitions.some((transition) => transition.catchesAll))
  return { speaking, understanding, miss: catchesAll ? undefined : (isVerbatim(plan.missPrompt) ? 0 : 1) + aboutReply }
}

/** Counts what asking for fields takes: each question, and each value that does not fit, may need the model. */
function collectCalls({ missPrompt }: StateView['plan'], { fields, told: read }: CollectPlan, understanding: number): StateCalls {
  const asked = fields.flatMap(({ ask, invalid }) => [ask, invalid])
  const speaking = asked.some((prompt) => prompt !== undefined && !isVerbatim(prompt)) ? 1 : 0
  const isFilledOnce = fields.every(({ field }) => !mayBeFilledAnew(field))
  return {
    speaking,
    understanding,
    reading: read === undefined ? 0 : understanding,
    miss: Math.max(speaking, isVerbatim(missPrompt) ? 0 : 1),
    answers: isFilledOnce ? fields.length : Number.POSITIVE_INFINITY,
  }
}

/** What is filled anew counts as progress, so that misses begin anew. */
function mayBeFilledAnew(field: Field): boolean {
  const source = sourceKindOf(field)
  return field.overwrite ?? (source === 'model' || source === 'regex')
}

/** Returns one request for each model that is asked something. */
function requestsOf(understanding: UnderstandingPlan | undefined): number {
  return new Set(understanding?.questions.map(({ model }) => model)).size
}
