import type { Condition } from '../../conditions/condition.js'
import { KeywordNesting } from '../../conditions/kinds/keyword/can-occur-within.js'
import type { Stemmers } from '../../conditions/kinds/keyword/stemmers.js'
import { leafConditions, mapLeaves } from '../../conditions/leaves.js'
import { orderCandidates } from '../../conditions/order/transition-order.js'
import type { ConversationFlow } from '../../definition/flow.js'
import { guardChanges } from '../changes/guard-changes.js'
import type { ScriptCandidate } from './state-script.js'

/** How the transitions of a flow are ordered. */
export interface OrderFacts extends Pick<ConversationFlow, 'transitionOrder' | 'language' | 'typos'> {
  readonly stemmers?: Stemmers | undefined
}

/** A list of transitions that is like a state's, but for one change. A message that the two take otherwise shows that it is not the state's. */
export interface Contrast {
  readonly scope: 'own' | 'global'
  /** What would be different, for people; no two of a list and a scope are described alike. */
  readonly change: string
  /** Made when first asked for: most messages have nothing to do with most changes. */
  readonly candidates: () => readonly ScriptCandidate[]
  /** Two conditions, taken alone: a message on which they agree (where the order differs: that only one of them takes) tells of no difference. */
  readonly between: readonly [Condition, Condition]
  /** The parts of the two that differ: where those agree, the two do. */
  readonly parts: readonly [Condition, Condition]
  /** Whether the second part has fewer words, and so holds only where the first does. */
  readonly isNarrower: boolean
  readonly isOfOrder: boolean
  /** The keyword that a condition has lost, where it competes with others by its length. */
  readonly word?: string
}

/** Yields the lists that differ from one in a keyword, a way to compare it, a negation, a threshold, a flag, or the order of two transitions. */
export function* contrastsOf(candidates: readonly ScriptCandidate[], facts: OrderFacts): Generator<Contrast> {
  const plain = candidates.map((candidate) => ({ ...candidate, condition: mapLeaves(candidate.condition, alone) }))
  const before = { missing: new Set(candidates.flatMap(mayMissIn)), nesting: new KeywordNesting(facts.language, facts.stemmers) }
  for (const scope of ['own', 'global'] as const) {
    const ofScope = plain.filter((candidate) => candidate.scope === scope)
    const others = plain.filter((candidate) => candidate.scope !== scope)
    const described = new Map<string, number>()
    for (const { change, changed, ...rest } of changesOf(ofScope)) {
      const count = (described.get(change) ?? 0) + 1
      described.set(change, count)
      let list: readonly ScriptCandidate[] | undefined
      const made = () => {
        list ??= ordered([...changed, ...others], before, facts)
        return list
      }
      const parts = differingParts(...rest.between)
      const isNarrower = hasFewerWords(...parts)
      yield { scope, change: count === 1 ? change : `${change} (${count})`, candidates: made, parts, isNarrower, ...rest }
    }
  }
}

interface ListChange extends Pick<Contrast, 'change' | 'between' | 'isOfOrder' | 'word'> {
  readonly changed: readonly ScriptCandidate[]
}

function* changesOf(candidates: readonly ScriptCandidate[]): Generator<ListChange> {
  const byName = new Map(candidates.map((candidate) => [candidate.name, candidate]))
  const conditions = Object.fromEntries(candidates.map(({ name, condition }) => [name, condition]))
  for (const { operator, description, changed } of guardChanges(conditions)) {
    // That each transition is there, its own words show.
    if (operator === 'transition' || operator === 'order') continue
    const list = Object.entries(changed).flatMap(([name, condition]) => {
      const candidate = byName.get(name)
      return candidate === undefined ? [] : [{ ...candidate, condition }]
    })
    const between = list.flatMap(({ name, condition }): readonly (readonly [Condition, Condition])[] => {
      const before = byName.get(name)?.condition
      return before === undefined || before === condition ? [] : [[before, condition]]
    })[0]
    if (between !== undefined) yield { change: description, changed: list, between, isOfOrder: false, ...lostIn(between) }
  }
  for (const [position, first] of candidates.entries()) {
    for (const [later, second] of candidates.entries()) {
      if (later <= position) continue
      const rest = candidates.toSpliced(later, 1).toSpliced(position, 0, second)
      const between = [first.condition, second.condition] as const
      yield { change: `${second.name} before ${first.name}`, changed: rest, between, isOfOrder: true }
    }
  }
}

/** The two parts in which conditions differ that are alike but for one; the two themselves where they are not. */
function differingParts(before: Condition, after: Condition): readonly [Condition, Condition] {
  if (before.type === 'not' && after.type === 'not') return differingParts(before.condition, after.condition)
  if (!hasParts(before) || !hasParts(after) || before.type !== after.type) return [before, after]
  if (before.conditions.length !== after.conditions.length) return [before, after]
  const differing = before.conditions.flatMap((part, position) => {
    const other = after.conditions[position]
    return other === undefined || other === part ? [] : [[part, other] as const]
  })
  const [parts] = differing
  return parts === undefined || differing.length > 1 ? [before, after] : differingParts(...parts)
}

function hasParts(condition: Condition): condition is Extract<Condition, { readonly conditions: readonly Condition[] }> {
  return condition.type === 'all' || condition.type === 'any'
}

/** Whether words were left out, and nothing else changed. What is taken for a misspelt word depends on all the words. */
function hasFewerWords(before: Condition, after: Condition): boolean {
  if (before.type !== 'keyword' || after.type !== 'keyword' || before.typos === true) return false
  const words = new Set(before.words)
  const others = Object.entries({ ...before, words: null }).every(([key, value]) => key === 'words' || Reflect.get(after, key) === value)
  return others && Object.keys(after).length === Object.keys(before).length && after.words.every((word) => words.has(word))
}

function lostIn([before, after]: Contrast['between']): Pick<Contrast, 'word'> {
  if (before.type !== 'keyword' || after.type !== 'keyword') return {}
  const word = before.words.find((each) => !after.words.includes(each))
  return word === undefined ? {} : { word }
}

/** A condition as its author wrote it. */
function alone(leaf: ReturnType<typeof leafConditions>[number]): Condition {
  if (!('among' in leaf)) return leaf
  const { among: _, ...written } = leaf
  return written
}

function ordered(
  changed: readonly ScriptCandidate[],
  { missing, nesting }: { readonly missing: ReadonlySet<string>; readonly nesting: KeywordNesting },
  { transitionOrder: order, language, stemmers, typos }: OrderFacts,
): readonly ScriptCandidate[] {
  const mayMiss = ({ scope, name, choiceKey }: ScriptCandidate) => choiceKey !== undefined || missing.has(`${scope} ${name}`)
  return orderCandidates(changed, { order, language, stemmers, typos, nesting }, { name: '', mayMiss })
}

/** Those of whom their rivals know that they may lead nowhere. */
function mayMissIn({ condition }: ScriptCandidate): readonly string[] {
  const rivals = leafConditions(condition).flatMap((leaf) => ('among' in leaf ? (leaf.among?.rivals ?? []) : []))
  return rivals.filter((rival) => rival.mayMiss === true).map(({ scope, transition }) => `${scope} ${transition}`)
}
