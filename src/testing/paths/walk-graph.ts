import { getAdjacencyMap } from '@xstate/graph'
import type { ConversationFlow } from '../../definition/flow.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import type { ConversationMachine } from '../../machine/conversation-machine.js'
import { positionOf } from '../../machine/state-position.js'
import { nextSteps, type PlannedStep } from '../script/next-steps.js'
import type { Phrasebook } from '../script/phrasebook.js'
import { stateKey } from '../script/state-key.js'
import type { TestUtterance } from '../script/test-utterances.js'
import { OfferedDigressions } from './call-goals.js'
import { type ObservedState, observedLogic, type StartData, type TraversalEvent, type TraversalSnapshot } from './observed-state.js'
import type { ShownBy } from './shown-by.js'

/** One step from a node, as first found; elsewhere visits and turns may make it lead on otherwise. */
export interface WalkEdge {
  readonly event: TraversalEvent
  readonly to: string
  readonly after: ObservedState
  /** The states that it enters. */
  readonly enters: readonly string[]
  /** Whether a conversation goes on after it as it was meant to: it is no failure, and no end. */
  readonly goesOn: boolean
  /** The keys of the goals that it shows. */
  readonly shows: readonly string[]
}

/** The observed states of a flow's conversations that differ in what may come, by key, and the steps between them. */
export interface WalkGraph {
  readonly root: string
  /** Nearest to the root first. */
  readonly edges: ReadonlyMap<string, readonly WalkEdge[]>
  readonly keyOf: (observed: ObservedState) => string
}

const ROOT = 'start'

/**
 * Walks a machine to everything that may be said and answered.
 *
 * @throws {PathBudgetError} when there are more than `limit` steps
 */
export function walkGraph(
  flow: ConversationFlow,
  machine: ConversationMachine,
  phrases: Phrasebook,
  { shownBy, limit }: { readonly shownBy: ShownBy; readonly limit: number },
): WalkGraph {
  const keyOf = (observed: ObservedState) => stateKey(observed, phrases.script)
  const keyOfSnapshot = ({ observed }: TraversalSnapshot) => (observed === null ? ROOT : keyOf(observed))
  const offered = new OfferedDigressions(flow)
  const further = new OfferedFurther(keyOf)
  const starts = startsOf(phrases).map((data): TraversalEvent => ({ type: 'start', data }))
  const adjacency = withinLimit(flow, limit, () =>
    getAdjacencyMap<TraversalSnapshot, TraversalEvent, undefined>(observedLogic(machine), {
      limit,
      serializeState: keyOfSnapshot,
      serializeEvent,
      events: ({ observed }) =>
        observed === null
          ? starts
          : nextSteps(observed, phrases)
              .filter(({ step }) => !isMishap(observed, step))
              .filter(({ utterance }) =>
                utterance?.isFurther === true
                  ? further.mayOffer(observed, utterance)
                  : offered.mayOffer(observed.context, utterance?.fires ?? null),
              )
              .map((planned): TraversalEvent => ({ type: 'step', planned })),
    }),
  )
  const edges = Object.entries(adjacency).map(([key, { state, transitions }]: [string, Found]): [string, readonly WalkEdge[]] => [
    key,
    Object.values(transitions).flatMap(({ event, state: next }) => {
      const after = next.observed
      if (after === null) return []
      const planned = plannedOf(event)
      const enters = after.happened.flatMap((told) => (told.type === 'state.entered' ? [told.state] : []))
      const goesOn = planned.step.type !== 'failure' && after.value !== '$completed'
      return [{ event, to: keyOfSnapshot(next), after, enters, goesOn, shows: shownBy(planned, state.observed, after) }]
    }),
  ])
  return { root: ROOT, edges: new Map(edges), keyOf }
}

/** What comes after a failed call is a short way past it, and would take the place of the talks that people have. */
function isMishap({ value }: ObservedState, step: PlannedStep['step']): boolean {
  return step.type === 'event' && positionOf(value).substate === 'failed'
}

/** Offers what is said for contrasts alone in one node only, the first in which it can be said: elsewhere it would show the same. */
class OfferedFurther {
  readonly #nodes = new Map<TestUtterance, string>()

  constructor(private readonly keyOf: WalkGraph['keyOf']) {}

  mayOffer(observed: ObservedState, utterance: TestUtterance): boolean {
    const { substate } = positionOf(observed.value)
    if (substate !== 'listening' && substate !== 'responding') return true
    const node = this.keyOf(observed)
    const first = this.#nodes.get(utterance) ?? node
    this.#nodes.set(utterance, first)
    return first === node
  }
}

interface Found {
  readonly state: TraversalSnapshot
  readonly transitions: Readonly<Record<string, { readonly event: TraversalEvent; readonly state: TraversalSnapshot }>>
}

const START: PlannedStep = { step: { type: 'retry' }, utterance: null }

/** What an event of the traversal does; a start does nothing that could be shown but entering its state. */
export function plannedOf(event: TraversalEvent): PlannedStep {
  return event.type === 'step' ? event.planned : START
}

/** The data that conversations start with: the flow's own, then what conditions want and nothing in the flow brings. */
function startsOf(phrases: Phrasebook): readonly StartData[] {
  const brought = new Set<string>(phrases.script.fieldNames)
  for (const { user, reply, savesAs } of phrases.script.states.values()) {
    if (typeof savesAs === 'string') brought.add(savesAs)
    for (const { extracts } of [user, reply]) if (extracts !== false) for (const field of extracts.fields ?? []) brought.add(field)
  }
  return [{}, ...phrases.wantedData().filter((data) => Object.keys(data).some((key) => !brought.has(key)))]
}

function serializeEvent(event: TraversalEvent): string {
  if (event.type === 'start') return JSON.stringify(event)
  const { step, utterance } = event.planned
  const exercised = utterance?.exercises
  const what =
    exercised == null
      ? null
      : [exercised.candidate.name, exercised.alternative.position, exercised.alternative.value, exercised.alternative.holds]
  return JSON.stringify([step, what, ...(utterance?.contrasts ?? [])])
}

function withinLimit<Result>(flow: ConversationFlow, limit: number, traverse: () => Result): Result {
  try {
    return traverse()
  } catch (error) {
    if (!(error instanceof Error && error.message === 'Traversal limit exceeded')) throw error
    throw new PathBudgetError(
      `The flow "${flow.name}" has more than ${limit} steps to walk. Raise \`maxSteps\`, ask for less coverage, or split the flow.`,
    )
  }
}

/** Reports that the flow has more paths, or more steps, than it was allowed to. */
export class PathBudgetError extends TalkchartError {
  static {
    PathBudgetError.prototype.name = 'PathBudgetError'
  }

  constructor(message: string) {
    super('path-budget', message)
  }
}
