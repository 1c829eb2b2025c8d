import type { Stemmers } from '../../conditions/kinds/keyword/stemmers.js'
import {
  type Alternative,
  alternativesOf,
  describeAlternative,
  situationWhere,
  type WitnessOptions,
} from '../../conditions/witness/index.js'
import type { ConversationFlow } from '../../definition/flow.js'
import type { JsonValue } from '../../diagnostics/json.js'
import { quote } from '../../diagnostics/quote.js'
import type { ContrastSearch } from './contrast-search.js'
import { jsonData, type MachineScript, type ScriptCandidate, type StateScript } from './state-script.js'
import { isCount, type StateWordings, wordingConditions } from './state-wordings.js'
import {
  firedBy,
  type ShownContrast,
  type TestUtterance,
  type UtteranceSearch,
  utteranceFiring,
  utteranceFor,
  utteranceMissing,
} from './test-utterances.js'

/** Whose message is judged; on entry, nobody's. */
export type Speaker = 'user' | 'reply' | 'entry'

/** Something that no utterance was found for, and why. */
export interface Unsaid {
  readonly state: string
  readonly transition: string
  readonly alternative: Alternative | null
  readonly reason: string
}

/** What to say in every state of a machine, looked for once and kept. */
export class Phrasebook {
  readonly unsaid: Unsaid[] = []
  readonly #said = new Map<string, readonly TestUtterance[]>()
  readonly #global = new Set<string>()
  #ofWordings: readonly Readonly<Record<string, JsonValue>>[] | undefined
  #wanted: readonly Readonly<Record<string, JsonValue>>[] | undefined

  /**
   * `thorough` looks for every alternative of every condition, not only for one way to fire each transition; with `contrasts`, also for what tells
   * conditions from others that are nearly the same.
   */
  constructor(
    readonly script: MachineScript,
    readonly options: WitnessOptions,
    readonly thorough: boolean,
    private readonly contrasts?: ContrastSearch,
  ) {}

  /** Whether each word is looked at by which the flow could be told from one that is nearly the same. */
  get saysEachWord(): boolean {
    return this.contrasts !== undefined
  }

  /** What to say to (or by) a state, the ways to fire its transitions first, in their order; then a miss, then what is said for contrasts alone. */
  of(state: StateScript, speaker: Speaker): readonly TestUtterance[] {
    const key = `${speaker} ${state.name}`
    const known = this.#said.get(key)
    if (known !== undefined) return known
    const utterances = this.#look(state, speaker)
    this.#said.set(key, utterances)
    return utterances
  }

  /** The contrasts that messages were found for, each once. */
  contrasted(): readonly ShownContrast[] {
    const said = [...this.script.states.values()].flatMap((state) => [...this.of(state, 'user'), ...this.of(state, 'reply')])
    return said.flatMap(({ contrasts = [] }) => contrasts)
  }

  /** The different data that anything said anywhere wants; few at most. */
  wantedData(): readonly Readonly<Record<string, JsonValue>>[] {
    this.#wanted ??= distinctData([
      ...[...this.script.states.values()]
        .flatMap((state) => [...this.of(state, 'user'), ...this.of(state, 'reply'), ...this.of(state, 'entry')])
        .map(({ data }) => data),
      ...this.wordingData(),
    ])
    return this.#wanted
  }

  /** The different data by which prompts choose their wordings. */
  wordingData(): readonly Readonly<Record<string, JsonValue>>[] {
    this.#ofWordings ??= this.thorough
      ? distinctData([...this.script.states.values()].flatMap(({ wordings }) => dataWantedBy(wordings, this.options)))
      : []
    return this.#ofWordings
  }

  /** Data other than the flow's own, key by key, for changes to show. */
  otherData(): readonly Readonly<Record<string, JsonValue>>[] {
    return this.thorough ? Object.entries(this.script.otherData).map(([key, value]) => ({ [key]: value })) : []
  }

  #look(script: StateScript, speaker: Speaker): readonly TestUtterance[] {
    const { name: state, isWorded } = script
    const judging = script[speaker]
    const search: UtteranceSearch = { judging, options: this.options, functionNames: this.script.functionNames }
    const fired = judging.candidates.flatMap((candidate) => this.#firing(search, state, candidate))
    const miss = utteranceMissing(search)
    const said = distinct([...fired, ...(miss === undefined ? [] : [miss])])
    // Nobody chooses the words of a verbatim reply.
    return speaker === 'reply' && !isWorded ? said : (this.contrasts?.find(search, state, said) ?? said)
  }

  #firing(search: UtteranceSearch, state: string, candidate: ScriptCandidate): readonly TestUtterance[] {
    const utterances = this.thorough ? this.#alternatives(search, state, candidate) : []
    const fires = utterances.some((found) => found.fires === candidate) ? undefined : utteranceFiring(search, candidate)
    const all = fires === undefined ? utterances : [fires, ...utterances]
    if (!all.some((found) => found.fires === candidate)) {
      this.unsaid.push({ state, transition: candidate.name, alternative: null, reason: whyNot(search, candidate) })
    }
    return all.flatMap((found) => withChoices(found, candidate))
  }

  #alternatives(search: UtteranceSearch, state: string, candidate: ScriptCandidate): readonly TestUtterance[] {
    return alternativesOf(candidate.condition).flatMap((alternative) => {
      // What a global transition listens for is the same everywhere; one state shows it.
      const key = `${candidate.name} ${alternative.position} ${alternative.value} ${alternative.holds}`
      if (candidate.scope === 'global' && this.#global.has(key)) return []
      const found = utteranceFor(search, candidate, alternative)
      if (found !== undefined && candidate.scope === 'global') this.#global.add(key)
      if (found === undefined) {
        this.unsaid.push({ state, transition: candidate.name, alternative, reason: whyNotSo(search, candidate, alternative) })
      }
      return found ?? []
    })
  }
}

/** Tells why nothing fires a transition: what its plainest words fire instead. */
export function whyNot(search: UtteranceSearch, candidate: ScriptCandidate): string {
  const [alternative] = alternativesOf(candidate.condition)
  if (alternative === undefined) return 'Its condition never holds.'
  return whyNotSo(search, candidate, alternative)
}

function whyNotSo({ judging, options, functionNames }: UtteranceSearch, candidate: ScriptCandidate, alternative: Alternative): string {
  const alone: UtteranceSearch = { judging: { ...judging, candidates: [candidate] }, options, functionNames }
  const said = utteranceFor(alone, candidate, alternative)
  if (said === undefined) return `No message was found for which ${describeAlternative(alternative)}, the rest of the condition being so.`
  const fired = firedBy({ judging, options, functionNames }, { text: said.text }, null)
  const what = `What ${describeAlternative(alternative)} (${quote(said.text)})`
  if (fired === null || fired === 'unknown' || fired === candidate) return `${what} could not be told apart from other transitions.`
  return `${what} fires ${quote(fired.name)}, which is tried before.`
}

/** Returns what to look for a flow's utterances with. */
export function witnessOptionsFor(
  { language }: ConversationFlow,
  { initialData }: MachineScript,
  stemmers: Stemmers | undefined,
): WitnessOptions {
  return { data: initialData, ...(language === undefined ? {} : { language }), ...(stemmers === undefined ? {} : { stemmers }) }
}

const MOST_DATA = 16

/** Returns data for which each condition of a state's wordings holds, and for which it does not; counts are none of it. */
function dataWantedBy(wordings: StateWordings, options: WitnessOptions): readonly Readonly<Record<string, JsonValue>>[] {
  return wordingConditions(wordings).flatMap((condition) =>
    [true, false].flatMap((holds) => {
      const data = situationWhere(condition, holds, options)?.data
      return data === undefined ? [] : [Object.fromEntries(Object.entries(jsonData(data)).filter(([key]) => !isCount(key)))]
    }),
  )
}

function distinctData(data: readonly Readonly<Record<string, JsonValue>>[]): readonly Readonly<Record<string, JsonValue>>[] {
  const wanted = data.filter((each) => Object.keys(each).length > 0).map((each) => [JSON.stringify(each), each] as const)
  return [...new Map(wanted).values()].slice(0, MOST_DATA)
}

function withChoices(utterance: TestUtterance, { choiceKey, targets }: ScriptCandidate): readonly TestUtterance[] {
  if (choiceKey === undefined || utterance.fires === null) return [utterance]
  return targets.map((target) => ({ ...utterance, answers: { ...utterance.answers, [choiceKey]: target } }))
}

function distinct(utterances: readonly TestUtterance[]): readonly TestUtterance[] {
  const known = new Map<string, TestUtterance>()
  for (const utterance of utterances) {
    const { text, answers, data, guards, exercises } = utterance
    const what =
      exercises === null
        ? null
        : [exercises.candidate.name, exercises.alternative.position, exercises.alternative.value, exercises.alternative.holds]
    const key = JSON.stringify([text, answers, data, guards, what])
    if (!known.has(key)) known.set(key, utterance)
  }
  return [...known.values()]
}
