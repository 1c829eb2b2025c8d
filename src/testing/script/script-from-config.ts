import type { Condition } from '../../conditions/condition.js'
import { conditionFromParams, isImmediateType } from '../../conditions/guard-params.js'
import { dataKeysOf } from '../../conditions/kinds/context/context-kind.js'
import type { FindRivals } from '../../conditions/kinds/keyword/among.js'
import { leafConditions } from '../../conditions/leaves.js'
import { withEvaluators } from '../../conditions/with-evaluators.js'
import { isJsonObject, type JsonObject, type JsonValue } from '../../diagnostics/json.js'
import { isComposedGuard } from '../../machine/composed-guard.js'
import { conditionOf, guardLeavesOf, type MachineConfigJson, type StateNodeConfig, type TransitionConfig } from '../../machine/config.js'
import { type GuardLeaf, type GuardTree, isLeaf } from '../../machine/guard-expression.js'
import { COMPLETED } from '../../machine/ids.js'
import { isBuiltInGuard } from '../../machine/implementation-names.js'
import { type FlowMeta, rivalsIn, type StateMeta, type UnderstandingMeta } from '../../machine/meta.js'
import { oneIgnored, type ScriptedEvent, scriptedEvent } from './event-script.js'
import { type FieldUse, stateFields } from './field-script.js'
import {
  type AnswerableCondition,
  type Judging,
  type MachineScript,
  NOTHING_JUDGED,
  type ScriptCandidate,
  type StateScript,
} from './state-script.js'
import { countsThatMatter, type PlacedPrompt, type StateWordings, wordingKeys } from './state-wordings.js'

/** Tells how to talk to a machine of which only the config is known: conditions are read back from its guards. */
export function scriptFromConfig(config: MachineConfigJson): MachineScript {
  const flowStates = Object.entries(config.states).filter(([, { type }]) => type !== 'final')
  const states = flowStates.map(([name, node]): [string, StateScript] => [
    name,
    { ...scriptOf(name, node, rivalsIn(config)), ...fieldsOf(node, config), events: eventsOf(node, config) },
  ])
  const candidates = states.flatMap(([, { user, reply }]) => [...user.candidates, ...reply.candidates])
  const leaves = candidates.flatMap(({ condition }) => leafConditions(condition))
  return {
    states: new Map(states),
    dataKeys: [...new Set([...dataKeysOf(leaves), ...wordingKeys(states.map(([, state]) => state))])],
    fieldNames: fieldNamesOf(config.meta),
    functionNames: () => [],
    initialData: (config.meta.initialContext ?? {}) as JsonObject,
    otherData: {},
  }
}

/** Reads back what a state does with fields from the action that reads a message for them. */
function fieldsOf(node: StateNodeConfig, { meta }: MachineConfigJson): Pick<StateScript, 'fields'> {
  const facts = (meta as unknown as FlowMeta).fields
  const { questions = {} } = (node.meta ?? {}) as unknown as Partial<StateMeta>
  const reading = facts === undefined ? undefined : readingIn(node.states ?? {})
  if (facts === undefined || reading === undefined) return {}
  const suggestions = Object.fromEntries(Object.entries(questions).map(([name, { suggestions: offered = [] }]) => [name, offered]))
  return { fields: stateFields(facts, { ...reading, suggestions }) }
}

function readingIn(value: unknown): Pick<FieldUse, 'way' | 'names'> | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { type, params } = value as { readonly type?: unknown; readonly params?: { readonly fields?: unknown } }
  if ((type === 'collect' || type === 'correct') && Array.isArray(params?.fields)) return { way: type, names: params.fields.map(String) }
  for (const each of Object.values(value)) {
    const found = readingIn(each)
    if (found !== undefined) return found
  }
  return undefined
}

function fieldNamesOf({ fields }: JsonObject): readonly string[] {
  return isJsonObject(fields) && isJsonObject(fields.fields) ? Object.keys(fields.fields) : []
}

function scriptOf(name: string, node: StateNodeConfig, find: FindRivals): Omit<StateScript, 'events'> {
  const reading: Reading = { classes: new Map(), find }
  const { listening, understanding, understood, understandingReply, understoodReply, invoking, responding, spoken, failed } =
    node.states ?? {}
  const heard = candidatesOf(listening?.on?.['user.message'], reading)
  const spokenOf = [...(responding?.invoke?.onDone ?? []), ...(spoken?.on?.['flow.spoken'] ?? [])]
  const onReply =
    listening !== undefined &&
    [...candidatesOf(spokenOf, reading), ...candidatesOf(onAnswers(understandingReply, understoodReply), reading)].length > 0
  const misses = [...(listening?.on?.['user.message'] ?? []), ...onAnswers(understanding, understood)]
  return {
    name,
    onReply,
    isWorded: responding !== undefined,
    user: judging(heard, understanding, understood, reading),
    reply:
      onReply || understandingReply !== undefined
        ? judging(candidatesOf(spokenOf, reading), understandingReply, understoodReply, reading)
        : NOTHING_JUDGED,
    entry: NOTHING_JUDGED,
    timesOut: listening?.invoke !== undefined,
    silencesThatCount: Math.max(0, ...(listening?.invoke?.onDone ?? []).map(silencesIn)),
    savesAs: invoking === undefined ? undefined : saveAsOf(invoking),
    missesThatCount: Math.max(0, ...misses.map(missesIn)),
    ...spokenBy(name, node),
    savesErrorAs: errorKeyOf(node),
    failsOnward: invoking?.invoke?.onError?.some(({ target }) => target !== `#${failed?.id}`) === true,
  }
}

/** Reads back what the events of the flow do where a state listens. */
function eventsOf({ states = {} }: StateNodeConfig, { meta }: MachineConfigJson): readonly ScriptedEvent[] {
  const { events = [], payloads = {} } = meta as unknown as FlowMeta
  const known = events.flatMap((name): readonly ScriptedEvent[] => {
    const actions = (states.listening?.on?.[name] ?? []).flatMap((way) => way.actions ?? [])
    const event = scriptedEvent(name, Object.hasOwn(payloads, name) ? payloads[name] : undefined)
    const taken = actions.find(({ type }) => type === 'takeEvent')
    const isHeard = taken !== undefined || actions.some(({ type }) => type === 'ignoreEvent')
    if (event === undefined || !isHeard) return []
    const saved = taken?.params?.saveAs
    return [{ ...event, savesAs: typeof saved === 'string' ? saved : null, isHandled: taken !== undefined }]
  })
  return oneIgnored(known)
}

/** Reads what a state says from what its node keeps for it. */
function spokenBy(
  state: string,
  { meta }: StateNodeConfig,
): Pick<StateScript, 'wordings' | 'countsThatMatter' | 'suggestions' | 'promptParams'> {
  const known = (meta ?? {}) as unknown as Partial<StateMeta>
  const { prompt = {}, missPrompt, missPrompts = [], silencePrompts = [], suggestions = [], promptParams = {} } = known
  const placed = (path: string, each: PlacedPrompt['prompt']): PlacedPrompt => ({ state, path: path.split('.'), prompt: each })
  const only = missPrompt === undefined ? [] : [placed('noMatch.prompt', missPrompt)]
  const wordings: StateWordings = {
    own: placed('prompt', prompt),
    misses: [...only, ...missPrompts.map((each, position) => placed(`noMatch.prompts.${position}`, each))],
    silences: silencePrompts.map((each, position) => placed(`timeout.prompts.${position}`, each)),
  }
  return { wordings, countsThatMatter: countsThatMatter(wordings), suggestions, promptParams }
}

function errorKeyOf({ states = {} }: StateNodeConfig): string | undefined {
  const actions = (states.invoking?.invoke?.onError ?? []).flatMap(({ actions: taken = [] }) => taken)
  const saved = actions.find(({ type }) => type === 'saveError')?.params?.saveAs
  return typeof saved === 'string' ? saved : undefined
}

/** Returns what the answers decide: on the done event, or on the event that hands them on. */
function onAnswers(asking: StateNodeConfig | undefined, understood: StateNodeConfig | undefined): readonly TransitionConfig[] {
  return [...(asking?.invoke?.onDone ?? []), ...(understood?.on?.['flow.understood'] ?? [])]
}

/** Returns what is tried at once, then what is judged on the answers. */
function judging(
  atOnce: readonly ScriptCandidate[],
  node: StateNodeConfig | undefined,
  understood: StateNodeConfig | undefined,
  reading: Reading,
): Judging {
  if (node === undefined) return { ...NOTHING_JUDGED, candidates: atOnce }
  const { questions } = node.meta as unknown as UnderstandingMeta
  const answered = candidatesOf(onAnswers(node, understood), { ...reading, classes: classesIn(node) })
  const first = atOnce.filter(({ name }) => !answered.some((candidate) => candidate.name === name))
  const extract = questions.find(({ type }) => type === 'extract')
  const fields = extract?.type === 'extract' && isJsonObject(extract.schema.properties) ? Object.keys(extract.schema.properties) : undefined
  return { candidates: [...first, ...answered], keyOf: answerKey, extracts: extract === undefined ? { fields: undefined } : { fields } }
}

function candidatesOf(transitions: readonly TransitionConfig[] | undefined, reading: Reading): readonly ScriptCandidate[] {
  return (transitions ?? []).flatMap((transition) => {
    const name = transition.meta?.transition
    if (typeof name !== 'string' || transition.target === undefined || transition.target === `#${COMPLETED}`) return []
    const condition: Condition =
      transition.guard === undefined ? { type: 'always' } : withEvaluators(conditionIn(transition.guard, reading))
    return [{ name, scope: 'own' as const, condition, targets: [transition.target.slice(1)] }]
  })
}

/** An answer in the guards stands for the question: one of the model's for a classifier, the flow's own function's for a guard. */
function answerKey(condition: AnswerableCondition): string | undefined {
  if (condition.type === 'llmClassifier') return condition.prompt
  return condition.type === 'guard' && condition.name === ANSWER && typeof condition.params?.key === 'string'
    ? condition.params.key
    : undefined
}

const ANSWER = 'answer'

/** What each question may be answered with. */
type Classes = ReadonlyMap<string, readonly string[]>

/** What guards are read with. */
interface Reading {
  readonly classes: Classes
  readonly find: FindRivals
}

function classesIn(node: StateNodeConfig): Classes {
  const { questions } = node.meta as unknown as UnderstandingMeta
  return new Map(questions.flatMap((question) => (question.type === 'extract' ? [] : [[question.key, namesIn(question)] as const])))
}

function namesIn(question: Exclude<UnderstandingMeta['questions'][number], { readonly type: 'extract' }>): readonly string[] {
  return question.type === 'select' ? [...question.candidates, 'none of them'] : question.classes
}

function conditionIn(tree: GuardTree, reading: Reading): Condition {
  const part = (inner: GuardTree) => conditionIn(inner, reading)
  if (isLeaf(tree)) return isComposed(tree) ? part(conditionOf(tree)) : leafCondition(tree, reading)
  if ('not' in tree) return { type: 'not', condition: part(tree.not) }
  return 'all' in tree ? { type: 'all', conditions: tree.all.map(part) } : { type: 'any', conditions: tree.any.map(part) }
}

function isComposed({ type }: GuardLeaf): boolean {
  return isComposedGuard(type)
}

const NEVER: Condition = { type: 'any', conditions: [] }

/** The compiler wrote the params from a condition of the same type. */
function leafCondition({ type, params = {} }: GuardLeaf, { classes, find }: Reading): Condition {
  if (isImmediateType(type)) return conditionFromParams(type, params, find) ?? NEVER
  if (type === ANSWER) return answerCondition(String(params.key), params.equals, classes)
  // Limits hold at another time; a guard of the user's own is asked when the machine runs.
  return isBuiltInGuard(type) ? NEVER : { type: 'guard', name: type, params }
}

function answerCondition(key: string, equals: JsonValue | undefined, classes: Classes): Condition {
  if (typeof equals !== 'string') return { type: 'guard', name: ANSWER, params: { key } }
  return { type: 'llmClassifier', prompt: key, targetClass: equals, classes: classes.get(key) ?? [equals, `other than ${equals}`] }
}

function saveAsOf(invoking: StateNodeConfig): string | null {
  const saved = invoking.invoke?.onDone?.flatMap(({ actions = [] }) => actions).find(({ type }) => type === 'saveOutput')
  return typeof saved?.params?.saveAs === 'string' ? saved.params.saveAs : null
}

function missesIn({ guard }: TransitionConfig): number {
  return guard?.type === 'missesOver' && typeof guard.params?.max === 'number' ? guard.params.max : 0
}

/** Returns how many silences a way answers in place. */
function silencesIn(transition: TransitionConfig): number {
  const max = guardLeavesOf(transition).find(({ type }) => type === 'silent')?.params?.max
  return typeof max === 'number' ? max : 0
}
