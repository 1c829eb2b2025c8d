import { isDeepStrictEqual } from 'node:util'
import type { ConversationFlow } from 'talkchart'
import { compileFlow } from '../../src/compile/compile-flow.js'
import { planFlow } from '../../src/compile/plan/flow-plan.js'
import { evaluateContext } from '../../src/conditions/kinds/context/context-kind.js'
import { unfold } from '../../src/definition/flows/unfold.js'
import type { JsonValue } from '../../src/diagnostics/json.js'
import type { MachineConfigJson, StateNodeConfig } from '../../src/machine/config.js'
import type { ConversationMachine } from '../../src/machine/conversation-machine.js'
import type { UnderstandingMeta } from '../../src/machine/meta.js'
import { readConfig } from '../../src/machine/read-config.js'
import { positionOf } from '../../src/machine/state-position.js'
import { firstState, nextState, type ObservedState } from '../../src/testing/paths/observed-state.js'
import { Counted, counterBounds } from '../../src/testing/prove/counters.js'
import { callsIn, happeningsOf } from '../../src/testing/prove/happenings.js'
import type { FlowModel, ModelStep } from '../../src/testing/prove/model.js'
import { ModelMaker } from '../../src/testing/prove/model-maker.js'
import type { Moment } from '../../src/testing/prove/moment.js'
import type { DataTest, Happening } from '../../src/testing/prove/property.js'
import { happeningsOn } from '../../src/testing/prove/search.js'
import { withToldActions } from '../../src/testing/prove/told-actions.js'
import type { PathStep } from '../../src/testing/script/path-step.js'
import { GUARDS } from '../reference/random-condition.js'
import { utteranceAt } from '../reference/vocabulary.js'

const TESTS: readonly DataTest[] = [
  { data: 'amount', gt: 5 },
  { data: 'topic', exists: true },
  { data: 'order.id', exists: true },
]

/** Picks by a number, which every pick changes. */
class Dice {
  constructor(private seed: number) {}

  roll(sides: number): number {
    this.seed = (this.seed * 1103515245 + 12345) % 2147483648
    return Math.floor(this.seed / 65536) % sides
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return from[this.roll(from.length)] ?? from[0]
  }
}

const WORDS = ['', ' small ab12', ' 42', ' large family', '3', ' make it big', ' tomorrow'] as const

/** Something that may happen to a conversation where it stands. */
function anyStep(dice: Dice, { value }: ObservedState, config: MachineConfigJson): PathStep {
  const { state, substate } = positionOf(value)
  const node = config.states[state]?.states?.[substate ?? '']
  const isFailing = dice.roll(5) === 0
  switch (substate) {
    case 'responding':
      return isFailing ? dice.pick<PathStep>(BAD_REPLIES) : { type: 'reply', text: anyText(dice), tokens: dice.roll(4) }
    case 'invoking':
      return isFailing ? failureOf(dice, 'invoke') : { type: 'work', output: dice.pick<JsonValue>(OUTPUTS) }
    case 'understanding':
    case 'understandingReply':
      return isFailing ? failureOf(dice, 'understand') : answering(dice, node?.meta as unknown as UnderstandingMeta)
    default:
      return substate === 'failed' && dice.roll(2) === 0 ? { type: 'retry' } : restingStep(dice, node)
  }
}

function restingStep(dice: Dice, node: StateNodeConfig | undefined): PathStep {
  const events = Object.keys(node?.on ?? {}).filter((name) => /^(payment|price|handoff)/.test(name))
  const event = events[dice.roll(Math.max(1, events.length))]
  if (event !== undefined && dice.roll(3) === 0) return { type: 'event', event, payload: dice.pick<JsonValue>(PAYLOADS) }
  if (node?.invoke !== undefined && dice.roll(6) === 0) return { type: 'timeout' }
  return { type: 'message', text: anyText(dice), ...(dice.roll(4) === 0 ? { atAge: 61 } : {}) }
}

const BAD_REPLIES: readonly [PathStep, ...PathStep[]] = [
  { type: 'failure', during: 'respond' },
  { type: 'reply', text: '' },
  { type: 'interrupt' },
]
const OUTPUTS: readonly [JsonValue, ...JsonValue[]] = [{ id: 3 }, { amount: 6 }, 'shipped', null, { topic: 'yes', order: { id: 7 } }]
const PAYLOADS: readonly [JsonValue, ...JsonValue[]] = [3, { amount: 6 }, 'shipped', null]

function anyText(dice: Dice): string {
  return utteranceAt(dice.roll(400)) + dice.pick(WORDS)
}

function failureOf(dice: Dice, during: 'invoke' | 'understand'): PathStep {
  return { type: 'failure', during, ...(dice.roll(2) === 0 ? { unkeepable: true } : {}) }
}

function answering(dice: Dice, { about, questions }: UnderstandingMeta): PathStep {
  const answers: Record<string, string> = {}
  let data = {}
  let isOfFields = false
  for (const question of questions) {
    if (question.type === 'select') answers[question.key] = question.candidates[dice.roll(question.candidates.length + 1)] ?? ''
    else if (question.type !== 'extract') answers[question.key] = question.classes[dice.roll(question.classes.length)] ?? ''
    else {
      isOfFields = question.fields !== undefined
      const values: Record<string, unknown> = { amount: dice.pick([3, 6, 20]), topic: dice.pick(['yes', 'gold']) }
      const names = Object.keys(Object(question.schema.properties)).filter(() => dice.roll(2) === 0)
      data = Object.fromEntries(names.map((name) => [name, values[name] ?? dice.pick<unknown>(['small', 3, 'AB12'])]))
    }
  }
  return { type: 'answers', about, answers, data, ...(isOfFields ? { extractedBy: 'fields' } : {}) }
}

/** A moment of the model in which a conversation may be, with what is counted. */
interface Stance {
  readonly moment: number
  readonly counts: readonly number[]
}

/** Where the model may be once the machine has come to rest, and all of this has happened. */
function rested(
  model: FlowModel,
  counted: Counted,
  first: readonly ModelStep[],
  from: readonly number[],
  found: readonly string[],
): readonly Stance[] {
  const seen = new Set<string>()
  const there = new Map<string, Stance>()
  const waiting = first.map((step) => ({ step, counts: from, matched: 0 }))
  for (const { step, counts, matched } of waiting) {
    const happened = happeningsOn(model, step).map(happeningKey)
    if (!happened.every((key, position) => found[matched + position] === key)) continue
    const stance = { moment: step.target, counts: counted.after(counts, step.counting) }
    const now = matched + happened.length
    const key = `${stance.moment} ${stance.counts.join()} ${now}`
    if (seen.has(key)) continue
    seen.add(key)
    const isPassed = model.facts.places.all.get(step.to.place)?.isPassed === true
    if (!isPassed && now === found.length) there.set(key, stance)
    // What was kept for later is taken as soon as the machine rests.
    const after = isPassed || now < found.length ? model.stepsFrom(stance.moment, counted, stance.counts) : []
    const taken = after.filter(({ event }) => isPassed || event.includes('.'))
    waiting.push(...taken.map((next) => ({ step: next, counts: stance.counts, matched: now })))
  }
  return [...there.values()]
}

/** The machine's moment as a model has it. */
function abstractionOf(model: FlowModel, { context, value }: ObservedState): Partial<Moment> {
  const position = positionOf(value)
  const id = position.substate === null ? position.state : `${position.state}$${position.substate}`
  const place = model.facts.places.all.get(id)
  const { state, noMatches, silences = 0, error, stack = [], data, asking = null, readsMessage = false } = context
  if (place?.node.type === 'final') return { place: id, state, data: model.facts.regions.of(data) }
  return {
    place: id,
    state,
    misses: Math.min(noMatches, place?.mostMisses ?? 0),
    silences: Math.min(silences, place?.mostSilences ?? 0),
    error: error && { during: error.during, ...(error.about === undefined ? {} : { about: error.about }) },
    stack,
    data: model.facts.regions.of(data),
    asking,
    reads: readsMessage,
  }
}

function isLike(moment: Moment | undefined, wanted: Partial<Moment>): boolean {
  const found = Object.fromEntries(Object.keys(wanted).map((key) => [key, key === 'data' ? null : Reflect.get(moment ?? {}, key)]))
  const isInRegions = (wanted.data ?? []).every((region, position) => [region, -1].includes(moment?.data[position] ?? region))
  return moment !== undefined && isInRegions && isDeepStrictEqual(found, { ...wanted, data: null })
}

function happeningKey({ data, ...occurrence }: Happening): string {
  return JSON.stringify([
    Object.entries(occurrence).toSorted(([left], [right]) => (left < right ? -1 : 1)),
    TESTS.map(({ data: path, ...test }) => evaluateContext({ path, ...test }, data)),
  ])
}

function guarded(flow: ConversationFlow): ConversationMachine {
  const machine = compileFlow(flow, { onProblem: () => undefined })
  const guards = Object.fromEntries(
    Object.entries(GUARDS).map(([name, guard]) => [
      name,
      ({ context }: { context: { data: object } }, params: never) => guard(context.data as never, params),
    ]),
  )
  return withToldActions(machine.provide({ guards } as never))
}

/** Makes what walks a flow at random, and says what a talk does that the model can not do; undefined where the model can do all of it. */
export function walkerOf(
  written: ConversationFlow,
): (seed: number, counts: (all: readonly string[]) => readonly string[]) => object | undefined {
  const flow = unfold(written)
  const machine = guarded(flow)
  const config = readConfig(machine.config)
  const model = new ModelMaker(flow, config, planFlow(flow, {}).functions.hooks.keys(), {}).for(TESTS)
  const bounds = counterBounds(config)
  const calls = callsIn(config)
  return (seed, counts) => {
    const counted = new Counted(counts([...bounds.keys()]), bounds)
    const dice = new Dice(seed)
    const steps: PathStep[] = []
    let observed = firstState(machine)
    let ways = (found: readonly string[]) => rested(model, counted, model.start(), counted.first, found)
    for (let count = 0; count <= 20; count++) {
      const happened = happeningsOf(observed, calls).map(happeningKey)
      const here = abstractionOf(model, observed)
      const known = ways(happened)
      const like = known.filter(({ moment }) => isLike(model.moments[moment], here))
      const fitting = [...new Map(like.map((stance) => [`${stance.moment} ${stance.counts.join()}`, stance])).values()]
      if (fitting.length === 0) return { steps, happened, here, known: known.map(({ moment }) => model.moments[moment]) }
      if (observed.machine.status !== 'active') return undefined
      const step = anyStep(dice, observed, config)
      steps.push(step)
      observed = nextState(machine, observed, step)
      ways = (found) => [
        // What is refused or kept for later changes nothing.
        ...(found.length === 0 ? fitting : []),
        ...fitting.flatMap((stance) =>
          rested(model, counted, model.stepsFrom(stance.moment, counted, stance.counts), stance.counts, found),
        ),
      ]
    }
    return undefined
  }
}
