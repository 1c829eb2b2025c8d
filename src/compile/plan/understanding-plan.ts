import { classesOf } from '../../conditions/asked.js'
import { type ByType, byType } from '../../conditions/by-type.js'
import type { AskedCondition, CustomCondition, GuardedTransition, ModelCondition } from '../../conditions/condition.js'
import { evaluatorOf } from '../../conditions/evaluator.js'
import { SENTIMENT_LABELS } from '../../conditions/kinds/sentiment/sentiment-kind.js'
import { isAsked, isAskedOfModel, leafConditions } from '../../conditions/leaves.js'
import { fieldsSchema } from '../../definition/extract-schema.js'
import type { Extract, NextState, Select } from '../../definition/flow.js'
import { selectOf } from '../../definition/next-state.js'
import type { JsonObject } from '../../diagnostics/json.js'
import { asksTheSame, type QuestionTemplate } from '../../machine/meta.js'
import type { UnderstandingTasks } from '../../runtime/actors/understand-actor.js'

/** A transition that may fire, with its condition as ordered at compile time. */
export interface Candidate extends GuardedTransition {
  readonly next: NextState
}

/** What has to be found out about a message of one state. */
export interface UnderstandingPlan {
  readonly about: 'user' | 'reply'
  /** The index of the first candidate that is judged on the answers. */
  readonly from: number
  readonly questions: readonly QuestionTemplate[]
  readonly tasks: UnderstandingTasks
  readonly keyOf: (asker: AskedCondition | Select) => string
}

/** The fields that the model reads from a message. */
export interface ToldFields {
  readonly names: readonly string[]
  readonly schemas: Readonly<Record<string, JsonObject>>
  /** Whether only changes of what is known are asked for. */
  readonly corrects: boolean
}

/** Plans the understanding of a message; undefined when nothing ever has to be found out. */
export function planUnderstanding(
  about: 'user' | 'reply',
  candidates: readonly Candidate[],
  extract: Extract | undefined,
  told?: ToldFields,
): UnderstandingPlan | undefined {
  const from = extract === undefined && told === undefined ? candidates.findIndex(needsUnderstanding) : 0
  if (from < 0) return undefined
  const collector = new QuestionCollector()
  if (extract !== undefined && extract.run === undefined) collector.askExtract(extract)
  if (told !== undefined) collector.askFields(told)
  for (const candidate of candidates.slice(from)) collector.askCandidate(candidate)
  return {
    about,
    from,
    questions: collector.questions,
    tasks: { extract, customs: collector.customs, choices: collector.choices },
    keyOf: (asker) => collector.keyOf(asker),
  }
}

/** Tells whether judging a candidate may take the model, a `custom` function or a `select`. */
export function needsUnderstanding(candidate: Candidate): boolean {
  return selectOf(candidate.next) !== undefined || leafConditions(candidate.condition).some(isAsked)
}

/** Collects questions and gives each a key. */
class QuestionCollector {
  readonly questions: QuestionTemplate[] = []
  readonly customs: { key: string; fn: CustomCondition['fn'] }[] = []
  readonly choices: { key: string; choose: NonNullable<Select['choose']> }[] = []
  readonly #keys = new Map<object, string>()

  keyOf(asker: AskedCondition | Select): string {
    return this.#keys.get(asker) ?? ''
  }

  askExtract(extract: Extract): void {
    const schema = evaluatorOf(extract)?.schema(extract) ?? {}
    this.questions.push({ type: 'extract', key: 'extract', prompt: extract.prompt ?? null, model: null, schema })
  }

  askFields({ names, schemas, corrects }: ToldFields): void {
    this.questions.push({
      type: 'extract',
      key: 'extract',
      prompt: null,
      model: null,
      schema: fieldsSchema(schemas),
      fields: { names, corrects },
    })
  }

  askCandidate({ name, condition, next }: Candidate): void {
    for (const leaf of leafConditions(condition)) {
      if (leaf.type === 'custom') this.#addCustom(name, leaf)
      else if (isAskedOfModel(leaf)) this.#askClass(name, leaf)
    }
    const select = selectOf(next)
    if (select !== undefined) this.#askSelect(name, select)
  }

  #addCustom(name: string, condition: CustomCondition): void {
    const key = `${name}$custom${this.customs.length + 1}`
    this.customs.push({ key, fn: condition.fn })
    this.#keys.set(condition, key)
  }

  #askClass(name: string, condition: ModelCondition): void {
    const asked = byType<ModelType, [string], QuestionTemplate>(CLASS_QUESTIONS, condition, this.#freeKey(name))
    const same = this.questions.find((question) => asksTheSame(question, asked))
    if (same === undefined) this.questions.push(asked)
    this.#keys.set(condition, (same ?? asked).key)
  }

  #askSelect(name: string, select: Select): void {
    if (select.choose !== undefined) {
      const key = `${name}$choose`
      this.choices.push({ key, choose: select.choose })
      this.#keys.set(select, key)
      return
    }
    const key = this.#freeKey(`${name}_next`)
    this.questions.push({ type: 'select', key, prompt: select.prompt ?? null, model: null, candidates: select.candidates })
    this.#keys.set(select, key)
  }

  #freeKey(wanted: string): string {
    const taken = new Set(this.questions.map(({ key }) => key))
    let key = wanted
    for (let count = 2; taken.has(key); count++) key = `${wanted}_${count}`
    return key
  }
}

type ModelType = ModelCondition['type']

/** What the model is asked for a condition, under a key. */
const CLASS_QUESTIONS = {
  sentiment: (_condition, key) => ({ type: 'sentiment', key, prompt: null, model: null, classes: SENTIMENT_LABELS }),
  llmClassifier: (condition, key) => ({
    type: 'class',
    key,
    prompt: condition.prompt,
    model: condition.model ?? null,
    classes: classesOf(condition),
  }),
} satisfies ByType<ModelType, [string], QuestionTemplate>
