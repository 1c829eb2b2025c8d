import type { JsonValue } from '../../diagnostics/json.js'
import type { ActionConfig, TransitionConfig } from '../../machine/config.js'
import type { GuardLeaf } from '../../machine/guard-expression.js'
import { applyAction } from './apply-action.js'
import type { Counting, Counts } from './counters.js'
import type { ActionFacts, Draft, Told } from './draft.js'
import { evaluateGuard, type Facts } from './evaluate-guard.js'
import { type Conjuncts, PassedOver } from './guard-value.js'
import { endAt } from './happenings.js'
import type { Incident, Moment } from './moment.js'
import type { Chance, Place, Places } from './places.js'
import type { Shadows } from './shadowed.js'

/** A step of the machine from one node to another, as far as it is known. */
export interface Edge {
  readonly from: Moment
  readonly to: Moment
  /** What brings it about; empty where the machine goes on by itself. */
  readonly event: string
  /** Tells it from other steps out of the same place. */
  readonly way: string
  readonly transition: TransitionConfig
  readonly happened: readonly Told[]
  readonly counting: readonly Counting[]
  readonly fails: boolean
  /** The counters that would tell whether it is taken, those of its own guard first. */
  readonly asked: readonly string[]
  /** Whether something that is not known decides whether it is taken. */
  readonly isOpen: boolean
}

/** What steps are worked out with. */
export interface StepFacts extends ActionFacts {
  readonly places: Places
  /** What may come of a chance besides the moment: what is extracted, and what the calls cost. */
  readonly incidents: (moment: Moment, place: Place, event: string) => readonly Incident[]
  readonly shadows: Shadows
}

/** Something that is put into the data: what a field is told, what a model finds, what an event brings; without a path, nothing is. */
export interface Telling {
  readonly path: string | null
  readonly value: JsonValue
  /** Nothing else is put there with it. */
  readonly isAlone?: true
}

/** What is said where something happens, as far as it decides guards. */
export interface Saying {
  readonly event: string
  readonly decides: (leaf: GuardLeaf) => boolean | undefined
  /** What is answered where a model is asked what was said, and how it goes on from there. */
  readonly understood?: Saying
  /** What is put into the data with it; anything where that is left open. */
  readonly tells?: Telling
  /** The words of it. */
  readonly text?: string
}

/** Returns the steps that may follow a moment; only those on what is said, where that is given. Guards are tried in the machine's order; one that may hold or not does both. */
export function* successorsOf(moment: Moment, counts: Counts, facts: StepFacts, saying?: Saying): Generator<Edge> {
  const place = facts.places.all.get(moment.place)
  if (place === undefined) return
  const decided = { ...facts, decided: saying?.decides }
  for (const chance of facts.places.chancesIn(place)) {
    if (saying !== undefined && saying.event !== chance.event) continue
    for (const [position, incident] of facts.incidents(moment, place, chance.event).entries()) {
      yield* stepsOn(moment, place, chance, incident, `${chance.event}#${position}`, counts, decided)
    }
  }
}

interface Passed {
  readonly unknown: Conjuncts
}

function* stepsOn(
  moment: Moment,
  place: Place,
  chance: Chance,
  incident: Incident,
  name: string,
  counts: Counts,
  facts: StepFacts & Pick<Facts, 'decided'>,
): Generator<Edge> {
  const { regions, decided } = facts
  const given = { moment, incident, regions, counts, decided }
  const shadowed = facts.shadows.in(chance, moment.stale, (test) => regions.passes(incident.data, test))
  let known = new PassedOver()
  const passed: Passed[] = []
  for (const [position, transition] of chance.transitions.entries()) {
    if (shadowed.has(transition)) continue
    const { guard } = transition
    const value = known.of(guard === undefined ? true : evaluateGuard(guard, given))
    if (value === false) continue
    const unknown = value === true ? [] : value
    const open = { asked: countersOf(unknown, passed), isOpen: unknown.length > 0 || passed.length > 0 }
    const draft: Draft = {
      moment: { ...moment, told: null },
      happened: [],
      counting: [],
      ended: undefined,
      fails: false,
      incident,
      isFirst: false,
    }
    const way = `${place.id} ${name} ${position}`
    for (const edge of edgesOver(draft, transition, place, facts)) yield { ...edge, from: moment, event: chance.event, way, ...open }
    if (value === true) return
    known = known.and(value)
    passed.push({ unknown: value })
  }
}

const NONE: readonly string[] = []

/** The way's own counters, those of ways before it that hang on nothing else than it does, and the others. */
function countersOf(own: Conjuncts, passed: readonly Passed[]): readonly string[] {
  const all = [own, ...passed.map(({ unknown }) => unknown)].filter(isCounted)
  if (all.length === 0) return NONE
  const isLike = (unknown: Conjuncts) =>
    unknown.every(({ key, counter }) => counter !== undefined || own.some((each) => each.key === key && each.counter === undefined))
  const found = new Set<string>()
  for (const unknown of [...all.filter(isLike), ...all]) for (const { counter } of unknown) if (counter !== undefined) found.add(counter)
  return [...found]
}

function isCounted(unknown: Conjuncts): boolean {
  return unknown.some(({ counter }) => counter !== undefined)
}

/** What comes of a transition. */
export function* edgesOver(
  draft: Draft,
  transition: TransitionConfig,
  from: Place | undefined,
  facts: Pick<StepFacts, 'places'> & ActionFacts,
): Generator<Pick<Edge, 'to' | 'transition' | 'happened' | 'counting' | 'fails'>> {
  const to = facts.places.targetOf(transition) ?? from
  const actions: readonly ActionConfig[] = [...(transition.actions ?? []), ...facts.places.entryOf(transition, from)]
  let drafts: readonly Draft[] = [draft]
  for (const action of actions) drafts = drafts.flatMap((each) => applyAction(each, action, facts))
  for (const { moment, happened, counting, fails } of drafts) {
    const place = to?.id ?? moment.place
    const ends = endAt(place, moment.state).map((occurrence) => ({ occurrence, data: moment.data }))
    yield {
      to: settled({ ...moment, stale: isStale(draft, moment, to) }, to),
      transition,
      happened: [...happened, ...ends],
      counting,
      fails,
    }
  }
}

/** Whether what is tried once a message is understood sees other data than what was tried before. A message is understood as soon as it is judged, unless that fails. */
function isStale({ moment: before, incident: { event } }: Draft, { error, data }: Moment, place: Place | undefined): boolean {
  const isUnderstanding = place?.substate?.startsWith('underst') === true || error?.during === 'understand'
  if (!isUnderstanding || event === 'user.message') return false
  return before.stale || (before.error?.during === 'understand' && before.data.join() !== data.join())
}

/** What makes no difference in a place is not told apart there. */
function settled(moment: Moment, place: Place | undefined): Moment {
  if (place === undefined) return moment
  return {
    ...moment,
    place: place.id,
    misses: Math.min(moment.misses, place.mostMisses),
    silences: Math.min(moment.silences, place.mostSilences),
    ...(place.node.type === 'final' ? { stack: [], error: null, asking: null, reads: false } : {}),
  }
}
