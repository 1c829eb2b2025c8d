import type { Condition } from '../../conditions/condition.js'
import type { Truth } from '../../conditions/evaluation.js'
import { isComposition } from '../../conditions/leaves.js'
import { isCatchAll } from '../../conditions/order/catch-all.js'
import { evaluatorIn, likelySituations, type Situation, situationWhere, type WitnessOptions } from '../../conditions/witness/index.js'
import { type Contrast, contrastsOf, type OrderFacts } from './contrasts.js'
import type { ScriptCandidate } from './state-script.js'
import { tellingForms, tellingTexts } from './telling-texts.js'
import {
  firedBy,
  isJustText,
  NEVER,
  type ShownContrast,
  type TestUtterance,
  testUtterance,
  type UtteranceSearch,
} from './test-utterances.js'

/** How many messages are tried in a state, and how often a global contrast is looked for. */
const MOST_TRIED = 2000
const MOST_STATES = 3

/** Finds messages that show a state's transitions to be no others that are nearly the same. */
export class ContrastSearch {
  readonly #global = new Map<string, 'shown' | number>()

  constructor(private readonly facts: OrderFacts) {}

  /** Returns what is said anyway, with the contrasts that it shows, and then messages for those that it does not. */
  find(search: UtteranceSearch, state: string, said: readonly TestUtterance[]): readonly TestUtterance[] {
    const { candidates } = search.judging
    const open = new Set([...contrastsOf(candidates, this.facts)].filter((contrast) => this.#isOpen(contrast)))
    if (open.size === 0) return said
    const bases = basesOf(search)
    const show = (situation: Situation) => this.#shown(search, open, situation, state)
    const tagged = said.map((utterance) => {
      const shown = show(joined(utterance.situation, bases[0]))
      return shown.contrasts.length === 0 ? utterance : { ...utterance, contrasts: shown.contrasts }
    })
    const found: TestUtterance[] = []
    let tried = 0
    for (const situation of situationsFor(search, open, bases)) {
      tried += 1
      if (open.size === 0 || tried > MOST_TRIED) break
      const { fired, contrasts } = show(situation)
      if (contrasts.length === 0 || fired === 'unknown') continue
      found.push({ ...testUtterance(search, situation, fired, null), contrasts, isFurther: true })
    }
    for (const { scope, change } of open) if (scope === 'global') this.#missed(change)
    return [...tagged, ...found]
  }

  #isOpen({ scope, change }: Contrast): boolean {
    const known = scope === 'global' ? (this.#global.get(change) ?? 0) : 0
    return known !== 'shown' && known < MOST_STATES
  }

  #missed(change: string): void {
    const known = this.#global.get(change) ?? 0
    if (known !== 'shown') this.#global.set(change, known + 1)
  }

  #shown(search: UtteranceSearch, open: Set<Contrast>, situation: Situation, state: string) {
    const contrasts: ShownContrast[] = []
    const truths = new Truths(situation, search.options)
    const maybe = [...open].filter((contrast) => mayTell(contrast, situation, truths))
    const fired = maybe.length === 0 ? 'unknown' : firedBy(search, situation, null)
    if (fired === 'unknown') return { fired, contrasts }
    for (const contrast of maybe) {
      const { judging } = search
      const other = firedBy({ ...search, judging: { ...judging, candidates: contrast.candidates() } }, situation, null)
      if (other === 'unknown' || isSame(other, fired)) continue
      open.delete(contrast)
      if (contrast.scope === 'global') this.#global.set(contrast.change, 'shown')
      contrasts.push({ state: contrast.scope === 'own' ? state : null, change: contrast.change })
    }
    return { fired, contrasts }
  }
}

/** Whether a situation can tell of a change at all, by the conditions that it is about. */
function mayTell(
  { between: [before, after], parts: [part, changed], isNarrower, isOfOrder, word }: Contrast,
  { text }: Situation,
  truths: Truths,
): boolean {
  if (isOfOrder) return truths.of(before) !== false && truths.of(after) !== false
  if (isNarrower && truths.of(part) === false) return false
  // Beside a rival's words a keyword tells by its length, also where another one of its condition is found within it.
  if (word !== undefined && text.length > word.length && text.includes(word)) return true
  return truths.of(part) !== truths.of(changed) && truths.of(before) !== truths.of(after)
}

/** What conditions come to in one situation, each alone. Conditions that differ in one part share the others, which are asked once. */
class Truths {
  readonly #known = new Map<Condition, Truth>()
  readonly #evaluate: (condition: Condition) => Truth

  constructor(situation: Situation, options: WitnessOptions) {
    this.#evaluate = evaluatorIn(situation, options)
  }

  of(condition: Condition): Truth {
    const known = this.#known.get(condition) ?? this.#find(condition)
    this.#known.set(condition, known)
    return known
  }

  #find(condition: Condition): Truth {
    if (!isComposition(condition)) return this.#evaluate(condition)
    if (condition.type === 'not') return not(this.of(condition.condition))
    // One part that fails decides an `all`, and one that holds an `any`.
    const deciding = condition.type === 'any'
    let found: Truth = !deciding
    for (const part of condition.conditions) {
      const truth = this.of(part)
      if (truth === deciding) return deciding
      if (truth === 'unknown') found = truth
    }
    return found
  }
}

function not(truth: Truth): Truth {
  return truth === 'unknown' ? truth : !truth
}

function isSame(one: ScriptCandidate | null, other: ScriptCandidate | null): boolean {
  return one?.name === other?.name && one?.scope === other?.scope
}

/** What is likely to tell: words alone, everything that is asked being answered so that nothing fires; then whole conditions, and the changed ones. */
function* situationsFor(
  { judging, options }: UtteranceSearch,
  open: ReadonlySet<Contrast>,
  bases: readonly Situation[],
): Generator<Situation> {
  const conditions = judging.candidates.map(({ condition }) => condition)
  const [failing, ...firing] = bases
  const texts = [...new Set(tellingTexts(conditions, options))]
  for (const text of texts) yield { ...failing, text }
  for (const condition of conditions) for (const situation of tellingForms(condition, options)) yield joined(situation, failing)
  for (const base of firing) for (const text of texts) yield { ...base, text }
  const changed = [...open].flatMap(({ between, isOfOrder }) => (isOfOrder ? [] : [between[1]]))
  for (const condition of [...conditions, ...changed]) {
    for (const holds of [true, false]) {
      for (const situation of likelySituations(condition, holds, undefined, options)) yield joined(situation, failing)
    }
  }
}

const MOST_BASES = 3

/** How what words do not decide may be: so that it fires nothing, then so that it fires what also needs words. */
function basesOf({ judging, options }: UtteranceSearch): readonly Situation[] {
  const undecided = judging.candidates.filter(
    ({ condition, choiceKey }) => !isJustText(condition) && !isCatchAll(condition) && choiceKey === undefined,
  )
  const conditions = undecided.map(({ condition }): Condition => condition)
  const failing = situationWhere(conditions.length === 0 ? NEVER : { type: 'any', conditions }, false, options) ?? { text: '' }
  const firing = undecided.flatMap(({ condition }) => {
    const situation = situationWhere(condition, true, options)
    return situation === undefined ? [] : [joined(situation, failing)]
  })
  return [failing, ...firing].slice(0, MOST_BASES)
}

/** Of two answers to the same question, the first holds. */
function joined(situation: Situation, base: Situation | undefined): Situation {
  const { text, data = {}, answers = [] } = situation
  return { text, data: { ...base?.data, ...data }, answers: [...answers, ...(base?.answers ?? [])] }
}
