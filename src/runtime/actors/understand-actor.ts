import type { ConversationData, CustomCondition } from '../../conditions/condition.js'
import type { ReportProblem } from '../../conditions/evaluation.js'
import type { Extract, Select } from '../../definition/flow.js'
import { isRecord, type JsonObject } from '../../diagnostics/json.js'
import { takeInData } from '../../machine/json-copy.js'
import type { LanguageModel, UnderstandRequest } from '../../model/language-model.js'
import { atCost, ModelError, withCost } from '../../model/model-error.js'
import { addUsage, NO_USAGE, type Usage, usageOfCall } from '../../model/usage.js'
import { type CheckedExtraction, checkAnswer, checkExtracted } from './check-answer.js'
import { noteModelSupport } from './model-support.js'
import { fromStreamingCall, type StreamingCallLogic } from './streaming-call.js'

/** Asks everything that has to be found out about a message. Plain JSON. */
export interface UnderstandInput {
  /** One for each model named. */
  readonly requests: readonly UnderstandRequest[]
  readonly text: string
  readonly data: ConversationData
  /** The name of the flow's own functions that run for this message. */
  readonly tasks: string
  /** The message is read for fields and judged by nothing: none of these functions runs. */
  readonly isOnlyRead?: true
}

/** The flow's own functions that run while a message is understood. */
export interface UnderstandingTasks {
  readonly extract: Extract | undefined
  readonly customs: readonly { readonly key: string; readonly fn: CustomCondition['fn'] }[]
  readonly choices: readonly { readonly key: string; readonly choose: NonNullable<Select['choose']> }[]
}

/** Holds what was found out. */
export interface UnderstandOutput {
  readonly text: string
  readonly answers: Readonly<Record<string, string | boolean>>
  /** What was extracted. */
  readonly data: ConversationData
  readonly usage: Usage
  /** Why some of what was told does not fit what was asked for; absent where all of it does. */
  readonly reason?: string
  /** What the model told of the state's fields, unchecked; absent where it has none that the model reads. */
  readonly told?: JsonObject
}

/** What the `understand` actor needs besides its input, which is JSON. */
export interface UnderstandSupport {
  readonly model: LanguageModel | undefined
  readonly models: Readonly<Record<string, LanguageModel>>
  readonly tasks: ReadonlyMap<string, UnderstandingTasks>
  /** Told of a usage that is no count. */
  readonly report?: ReportProblem
}

/** Makes the actor that answers everything which has to be known about one message: the model first, then the flow's own functions. */
export function understandActor(support: UnderstandSupport): StreamingCallLogic<UnderstandInput, UnderstandOutput> {
  const logic = fromStreamingCall<UnderstandInput, UnderstandOutput>(async (input, { signal }) => {
    const tasks = support.tasks.get(input.tasks)
    const { answers, usage } = await askModels(support, input.requests, signal)
    const { data, reason } =
      tasks?.extract === undefined
        ? NOTHING_EXTRACTED
        : await extracted(tasks.extract, answers.extract, input, signal).catch((error: unknown) => Promise.reject(atCost(error, usage)))
    const found = input.isOnlyRead ? {} : await runTasks(tasks, { text: input.text, data: { ...input.data, ...data }, signal })
    const told = tasks?.extract === undefined && isRecord(answers.extract) ? { told: takeInData(answers.extract, 'the told values') } : {}
    const problem = reason === undefined ? {} : { reason }
    return { text: input.text, answers: { ...plainAnswers(answers), ...found }, data, usage, ...told, ...problem }
  })
  return noteModelSupport(logic, { hasModel: support.model !== undefined, models: Object.keys(support.models) })
}

const NOTHING_EXTRACTED: CheckedExtraction = { data: {}, reason: undefined }

async function askModels(
  support: UnderstandSupport,
  requests: readonly UnderstandRequest[],
  signal: AbortSignal,
): Promise<{ readonly answers: Readonly<Record<string, unknown>>; readonly usage: Usage }> {
  const results = await Promise.all(requests.map((request) => askModel(support, request, signal)))
  return {
    answers: Object.assign({}, ...results.map(({ answers }) => answers)),
    usage: results.reduce((sum, { usage }) => addUsage(sum, usage), NO_USAGE),
  }
}

async function askModel({ model, models, report }: UnderstandSupport, request: UnderstandRequest, signal: AbortSignal) {
  const asked = request.model === null ? model : Object.hasOwn(models, request.model) ? models[request.model] : undefined
  if (asked === undefined) {
    const which = request.model === null ? 'no model' : `no model named ${JSON.stringify(request.model)}`
    throw new ModelError('no-model', `State ${JSON.stringify(request.state)} has a question for the model, and there is ${which}.`)
  }
  const { value, usage: reported } = await asked.understand(request, { signal })
  const usage = usageOfCall(reported, report)
  return { answers: value === null ? {} : withCost(usage, () => checkAnswer(request, value)), usage }
}

async function extracted(
  extract: NonNullable<UnderstandingTasks['extract']>,
  told: unknown,
  { text, data }: UnderstandInput,
  signal: AbortSignal,
): Promise<CheckedExtraction> {
  const found = extract.run === undefined ? told : await extract.run({ text, data, signal })
  const { data: checked, reason } = await checkExtracted(extract, isRecord(found) ? found : {})
  return { data: takeInData(checked, 'the extracted data'), reason }
}

async function runTasks(
  tasks: UnderstandingTasks | undefined,
  input: { readonly text: string; readonly data: ConversationData; readonly signal: AbortSignal },
): Promise<Record<string, string | boolean>> {
  const customs = (tasks?.customs ?? []).map(async ({ key, fn }) => [key, (await fn(input)) === true] as const)
  const choices = (tasks?.choices ?? []).map(async ({ key, choose }) => [key, (await choose(input)) ?? ''] as const)
  return Object.fromEntries(await Promise.all([...customs, ...choices]))
}

function plainAnswers(answers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(answers).filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}
