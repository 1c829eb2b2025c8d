import type { Condition } from '../../conditions/condition.js'
import { dataKeysOf } from '../../conditions/kinds/context/context-kind.js'
import { leafConditions } from '../../conditions/leaves.js'
import type { PromptDefinition } from '../../definition/flow.js'
import { wordingsOf } from '../../definition/wordings.js'
import type { ConversationContext } from '../../machine/context.js'
import { countsOf, isChosen, wordingNow } from '../../runtime/wordings.js'

/** A prompt and where it stands; `state` is null for one that stands at the flow. */
export interface PlacedPrompt {
  readonly state: string | null
  readonly path: readonly string[]
  readonly prompt: PromptDefinition
}

/** What a state may say. */
export interface StateWordings {
  readonly own: PlacedPrompt
  /** One for each miss in a row. */
  readonly misses: readonly PlacedPrompt[]
  /** One for each silence in a row. */
  readonly silences: readonly PlacedPrompt[]
}

/** Where a wording stands: `prompt.when.0`, `noMatch.prompts.1`. */
export interface WordingPlace {
  readonly state: string | null
  readonly place: string
}

/** Returns the prompts that a state may speak. */
export function promptsIn({ own, misses, silences }: StateWordings): readonly PlacedPrompt[] {
  return [own, ...misses, ...silences]
}

/** Returns the places of all wordings of a prompt. */
export function placesIn({ state, path, prompt }: PlacedPrompt): readonly WordingPlace[] {
  return [...wordingsOf(prompt, path)].map((wording) => ({ state, place: wording.path.join('.') }))
}

/** Returns the prompt whose turn it is: of a silence, of a miss, or the state's own. What is said of fields is none of them. */
export function promptInTurn({ own, misses, silences }: StateWordings, context: ConversationContext): PlacedPrompt {
  const silent = nth(silences, context.silences ?? 0)
  return silent ?? ((context.silences ?? 0) > 0 ? own : (nth(misses, context.noMatches) ?? own))
}

/** Returns the place of the wording that a prompt is spoken in now. */
export function placeNow({ state, path, prompt }: PlacedPrompt, context: ConversationContext): WordingPlace | undefined {
  const chosen = wordingNow(prompt, context)
  const found = [...wordingsOf(prompt, path)].find(({ wording }) => wording === chosen)
  return found === undefined ? undefined : { state, place: found.path.join('.') }
}

/** Returns the places in the order of each prompt's `when`: of two that hold, the first has the word. */
export function orderIn({ state, path, prompt }: PlacedPrompt): readonly string[] {
  const { when = [] } = prompt
  return when.flatMap((_entry, first) => when.slice(first + 1).map((_other, gap) => orderKey(state, path, first, first + 1 + gap)))
}

/** Returns which entries of `when` hold and are passed over now, as another comes before them. */
export function orderNow({ state, path, prompt }: PlacedPrompt, context: ConversationContext): readonly string[] {
  const holding = [...(prompt.when ?? []).entries()].filter(([, entry]) => isChosen(entry.if, context))
  const [first, ...others] = holding.map(([position]) => position)
  return first === undefined ? [] : others.map((other) => orderKey(state, path, first, other))
}

function orderKey(state: string | null, path: readonly string[], first: number, other: number): string {
  return JSON.stringify(['wording before', state, path.join('.'), first, other])
}

/** Returns the conditions by which the prompts of a state choose their wordings. */
export function wordingConditions(wordings: StateWordings): readonly Condition[] {
  return promptsIn(wordings).flatMap(({ prompt }) => (prompt.when ?? []).map((entry) => entry.if))
}

/** Returns the first keys of the data by which prompts choose their wordings. */
export function wordingKeys(states: Iterable<{ readonly wordings: StateWordings }>): readonly string[] {
  const conditions = [...states].flatMap(({ wordings }) => wordingConditions(wordings))
  return dataKeysOf(conditions.flatMap((condition) => [...leafConditions(condition)])).filter((key) => !isCount(key))
}

/** The names that counts have in conditions of wordings. */
const COUNTS = ['visits', 'turn', 'repeats', 'misses', 'silences'] as const

/** Tells whether a name in such a condition is a count; there it wins over data of the same name. */
export function isCount(name: string): boolean {
  return COUNTS.some((count) => count === name)
}

/** Returns what tells how a state will word what it says: counts, as far as conditions look at them, and whose turn it is among variants. */
export function countsThatMatter(wordings: StateWordings): (context: ConversationContext) => readonly number[] {
  const bounds = boundsOf(wordings)
  const variants = Math.max(1, ...promptsIn(wordings).map(mostVariants))
  if (bounds.length === 0 && variants === 1) return () => []
  return (context) => {
    const counts = countsOf(context)
    const turn = variants === 1 ? [] : [(counts.visits + counts.repeats) % variants]
    return [...bounds.map(([name, bound]) => Math.min(counts[name], bound)), ...turn]
  }
}

function boundsOf(wordings: StateWordings): readonly (readonly [(typeof COUNTS)[number], number])[] {
  const leaves = wordingConditions(wordings).flatMap((condition) => [...leafConditions(condition)])
  return COUNTS.flatMap((name) => {
    const compared = leaves.flatMap((leaf) => (leaf.type === 'context' && 'path' in leaf && leaf.path === name ? numbersIn(leaf.test) : []))
    return compared.length === 0 ? [] : [[name, Math.max(...compared) + 1] as const]
  })
}

function numbersIn(test: object): readonly number[] {
  return Object.values(test)
    .flat()
    .filter((value): value is number => typeof value === 'number')
}

function mostVariants({ prompt }: PlacedPrompt): number {
  return Math.max(1, ...[prompt, ...(prompt.when ?? [])].map(({ variants }) => variants?.length ?? 1))
}

function nth(prompts: readonly PlacedPrompt[], count: number): PlacedPrompt | undefined {
  return prompts[Math.min(count, prompts.length) - 1]
}
