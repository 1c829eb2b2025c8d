import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { Condition, ConversationData, CustomCondition } from '../../src/conditions/condition.js'
import type { Select } from '../../src/definition/flow.js'
import type { JsonObject } from '../../src/diagnostics/json.js'
import { isOnlyAnswer } from './answers.js'
import { candidatesFor, isCatchAll } from './candidates.js'

import { collect, isAskedTold, isPassedOver, looksAtMessage, mergeTold, readAside, understoodOnEntry } from './collecting.js'
import { isAnswer } from './contest.js'
import {
  type Candidate,
  type Conversation,
  count,
  countMiss,
  isTerminal,
  SILENT,
  type Step,
  stateOf,
  tell,
  type Understanding,
  WAIT,
} from './conversation.js'
import { correctedByModel, correctedByWords, refusedCorrection } from './correcting.js'
import { evaluate, type Truth, type World } from './evaluate.js'
import { keep } from './events.js'
import { judgeTold, modelFields, NOTHING_TOLD, type Told } from './field-readings.js'
import { allStates, definitionOf, firstOf, homeOf, nameInFlow } from './flows.js'

import { extractsReplyByModel, isBudgetSpent } from './limits.js'
import { type Asked, customsOf, extractFor, isOnlyRead, partsOf, questionsFor } from './questions.js'
import { askToUnderstand } from './requests.js'
import { nth } from './wordings.js'

type About = 'user' | 'reply'

/** First look at a message: what can be told without the model decides at once, or the state has to understand. */
export function judge(conversation: Conversation, about: About, text: string): Step {
  const understand: Step = { do: 'understand', about, text, again: false }
  if (isAlwaysUnderstood(conversation, about, text)) return understand
  const corrected = corrects(conversation, about) ? byWords(conversation, text) : undefined
  if (corrected) return corrected
  const candidates = candidatesFor(conversation.flow, conversation.state, about)
  for (const candidate of candidates) {
    if (isSkipped(conversation, candidate)) continue
    const refused = refusedBefore(conversation, candidate, about)
    if (refused) return refused
    const { data, guards } = conversation
    const listed = { candidates, isDeclared: conversation.flow.transitionOrder === 'declared' }
    const world: World = { text, data, guards, listed, self: candidate, label: () => 'unknown', custom: () => 'unknown' }
    const verdict = evaluate(candidate.condition, world)
    if (verdict === false) continue
    if (verdict === true && typeof candidate.next === 'string') return taking(conversation, candidate, candidate.next, about)
    if (!isAskedTold(conversation)) return understand
  }
  return nothingFound(conversation, about)
}

function isAlwaysUnderstood(conversation: Conversation, about: About, text: string): boolean {
  if (extractFor(conversation, about) !== undefined) return true
  return about === 'user' && modelFields(conversation).length > 0 && !changesNothing(conversation, text)
}

/** Where corrections are heard, an answer and nothing else is none. Only a flow that asks for answers knows one. */
function changesNothing({ flow, state }: Conversation, text: string): boolean {
  if (definitionOf(flow, state)?.correct === undefined) return false
  const tried = [flow.globalTransitions, ...allStates(flow).map((name) => definitionOf(flow, name)?.transitions)]
  const parts = tried.flatMap((transitions) => Object.values(transitions ?? {}).flatMap(partsOf))
  return parts.some(isAnswer) && isOnlyAnswer(text)
}

/** No candidate has a message: a state with fields has more to say about it. */
function nothingFound(conversation: Conversation, about: About, told: Told = NOTHING_TOLD, isNew = false): Step {
  if (about === 'user' && stateOf(conversation).collect) return collect(conversation, { ...told, isNew })
  const refused = corrects(conversation, about) ? refusedCorrection(conversation, told) : undefined
  return refused ?? { do: 'nothingHolds', about }
}

function corrects(conversation: Conversation, about: About): boolean {
  return about === 'user' && stateOf(conversation).correct !== undefined
}

/** Before the first catch-all, a correction that does not fit is told of. */
function refusedBefore(conversation: Conversation, { condition }: Candidate, about: About, told?: Told): Step | undefined {
  return isCatchAll(condition) && corrects(conversation, about) ? refusedCorrection(conversation, told) : undefined
}

function isSkipped(conversation: Conversation, candidate: Candidate): boolean {
  if (isStopped(conversation, candidate)) return true
  return stateOf(conversation).collect !== undefined && (!looksAtMessage(candidate) || isPassedOver(conversation, candidate))
}

function byWords(conversation: Conversation, text: string): Step | undefined {
  return digressionByText(conversation, text) ?? correctedByWords(conversation)
}

/** What the whole flow listens for, and what only leads away for a while, comes before corrections by words. */
function digressionByText(conversation: Conversation, text: string): Step | undefined {
  return takenByText(conversation, text, ({ scope, call }) => scope === 'global' || call !== undefined)
}

function takenByText(conversation: Conversation, text: string, isTried: (candidate: Candidate) => boolean): Step | undefined {
  const candidates = candidatesFor(conversation.flow, conversation.state, 'user')
  for (const candidate of candidates) {
    if (!isTried(candidate) || isCatchAll(candidate.condition) || typeof candidate.next !== 'string') continue
    if (isSkipped(conversation, candidate)) continue
    const listed = { candidates, isDeclared: conversation.flow.transitionOrder === 'declared' }
    const world: World = {
      text,
      data: {},
      guards: {},
      listed,
      self: candidate,
      label: () => 'unknown',
      custom: () => 'unknown',
      isTextOnly: true,
    }
    if (evaluate(candidate.condition, world) === true) return taking(conversation, candidate, candidate.next, 'user')
  }
  return undefined
}

/** A digression does not hold while its flow, or one that this flow's call states reach, is on the stack. */
function isStopped({ stack }: Conversation, { mustRest = [] }: Candidate): boolean {
  return stack.some(({ flow }) => mustRest.includes(flow))
}

function taking(conversation: Conversation, { call, scope, name, change }: Candidate, target: string, about: About): Step {
  if (call !== undefined && stateOf(conversation).collect) readAside(conversation)
  return {
    do: 'take',
    target,
    change,
    by: name,
    reads: about === 'user',
    ...(call === undefined ? {} : { call: { flow: call, by: { scope, name } } }),
  }
}

/** Makes the requests, or goes straight to the flow's own functions when there is nothing to ask. */
export function understand(conversation: Conversation, about: About, text: string, again: boolean): Step {
  const asked = questionsFor(conversation, about)
  const judgedOnEntering = about === 'reply' && extractsReplyByModel(conversation) && !again
  if (asked.length > 0 && !judgedOnEntering && isBudgetSpent(conversation)) return { do: 'limit', reason: 'budget' }
  conversation.substate = about === 'user' ? 'understanding' : 'understandingReply'
  conversation.understanding = { about, text, answers: new Map() }
  askToUnderstand(conversation, about, text, asked)
  if (asked.length === 0) conversation.work = runFunctions(conversation, conversation.understanding, asked)
  return WAIT
}

/** All models have answered. */
export function understood(conversation: Conversation, understanding: Understanding): Step {
  const asked = questionsFor(conversation, understanding.about)
  conversation.work = runFunctions(conversation, understanding, asked)
  return WAIT
}

function runFunctions(conversation: Conversation, understanding: Understanding, asked: readonly Asked[]): () => Promise<Step> {
  const { about, text } = understanding
  return async () => {
    try {
      const { data: found, isInvalid } = await extracted(conversation, understanding)
      const data = { ...conversation.data, ...found }
      const candidates = isOnlyRead(conversation, about) ? [] : candidatesFor(conversation.flow, conversation.state, about)
      const signal = new AbortController().signal
      const customs = new Map<CustomCondition, boolean>()
      for (const condition of customsOf(candidates)) customs.set(condition, await condition.fn({ text, data, signal }))
      const choices = new Map<Select, string | null | undefined>()
      for (const { next } of candidates) {
        if (typeof next !== 'string' && next.choose) choices.set(next, await next.choose({ text, data, signal }))
      }
      return conclude(conversation, understanding, { asked, data, isInvalid, customs, choices })
    } catch {
      return notUnderstood(conversation, understanding, 'function')
    }
  }
}

/** What had to be found out could not be: the text alone decides, or the turn has failed. */
export function notUnderstood(conversation: Conversation, { about, text }: Understanding, code: string): Step {
  const corrected = corrects(conversation, about) ? byWords(conversation, text) : undefined
  // A message that led to this state has been taken already.
  const isJudged = about === 'user' && !conversation.readsMessage
  const step = corrected ?? (isJudged ? takenByText(conversation, text, () => true) : undefined)
  if (step) {
    conversation.emitted.push('model.failed')
    tell(conversation, { type: 'failed', state: conversation.state })
    conversation.pending = []
    conversation.understanding = null
    return step
  }
  return { do: 'fail', during: 'understand', code, repeat: { do: 'understand', about, text, again: true } }
}

interface Extracted {
  readonly data: ConversationData
  readonly isInvalid: boolean
}

async function extracted(conversation: Conversation, { about, text, answers }: Understanding): Promise<Extracted> {
  const extract = extractFor(conversation, about)
  if (!extract) return { data: {}, isInvalid: false }
  const { data } = conversation
  const answer = answers.get(null)?.value
  const raw = extract.run ? await extract.run({ text, data, signal: new AbortController().signal }) : property(answer, 'extract')
  const told = Object.fromEntries(Object.entries(raw ?? {}).filter(([, value]) => value !== null && value !== undefined))
  const { fields } = extract
  const fitting = Object.entries(told).filter(([name, value]) => !fields || fits(value, fields[name]))
  return checkedBySchema(extract.schema, Object.fromEntries(fitting), fitting.length < Object.keys(told).length)
}

/** Only plain types stand in the random flows. */
function fits(value: unknown, field: JsonObject | undefined): boolean {
  return field !== undefined && (field.type === undefined || typeof value === field.type)
}

async function checkedBySchema(schema: StandardSchemaV1 | undefined, told: ConversationData, isInvalid: boolean): Promise<Extracted> {
  if (!schema) return { data: told, isInvalid }
  const result = await schema['~standard'].validate(told)
  if (!result.issues) return { data: Object.fromEntries(Object.entries(result.value ?? {})), isInvalid }
  const wrong = result.issues.map(({ path: [first] = [] }) => (typeof first === 'object' ? first.key : first))
  const rest = Object.entries(told).filter(([name]) => !wrong.includes(name))
  if (rest.length === Object.keys(told).length) return { data: {}, isInvalid: true }
  return checkedBySchema(schema, Object.fromEntries(rest), true)
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined
}

interface Answers {
  readonly asked: readonly Asked[]
  readonly data: ConversationData
  readonly isInvalid: boolean
  readonly customs: ReadonlyMap<CustomCondition, boolean>
  readonly choices: ReadonlyMap<Select, string | null | undefined>
}

function conclude(conversation: Conversation, understanding: Understanding, found: Answers): Step {
  const { about, text, answers } = understanding
  for (const { usage } of answers.values()) count(conversation, usage)
  conversation.data = found.data
  for (const _ of answers) tell(conversation, { type: 'called', state: conversation.state })
  const isHeard = about === 'user' && !changesNothing(conversation, text)
  const told = isHeard ? judgeTold(conversation, property(answers.get(null)?.value, 'extract')) : NOTHING_TOLD
  if (about === 'reply' || stateOf(conversation).collect === undefined) {
    const hears = corrects(conversation, about) && modelFields(conversation).length > 0
    const corrected = hears ? (correctedByModel(conversation, told) ?? byWords(conversation, text)) : undefined
    return corrected ?? answered(conversation, understanding, found, told) ?? nothingFound(conversation, about, told)
  }
  const { isNew, ...merged } = mergeTold(conversation, told)
  if (conversation.readsMessage) return understoodOnEntry(conversation, merged)
  return answered(conversation, understanding, found, merged) ?? nothingFound(conversation, about, merged, isNew)
}

/** The candidates, on the answers. */
function answered(conversation: Conversation, { about, text, answers }: Understanding, found: Answers, told: Told): Step | undefined {
  const { asked, isInvalid, customs, choices } = found
  const answerTo = (asker: Condition | Select): string | null => {
    const one = asked.find((other) => other.askers.includes(asker))
    const value = one && property(answers.get(one.model)?.value, one.question.key)
    return typeof value === 'string' ? value : null
  }
  const { data, guards } = conversation
  const candidates = candidatesFor(conversation.flow, conversation.state, about)
  for (const candidate of candidates) {
    if (isSkipped(conversation, candidate) || (isInvalid && about === 'user' && isCatchAll(candidate.condition))) continue
    const refused = refusedBefore(conversation, candidate, about, told)
    if (refused) return refused
    const listed = { candidates, isDeclared: conversation.flow.transitionOrder === 'declared' }
    const custom = (condition: CustomCondition): Truth => customs.get(condition) ?? false
    const world: World = { text, data, guards, listed, self: candidate, label: answerTo, custom }
    if (evaluate(candidate.condition, world) !== true) continue
    if (isAskedTold(conversation) && !isDecidedByWords(world, candidate)) continue
    const target = targetOf(candidate, (select) => (select.choose ? choices.get(select) : answerTo(select)))
    if (target !== null) return taking(conversation, candidate, target, about)
  }
  return undefined
}

function isDecidedByWords(world: World, { condition, next }: Candidate): boolean {
  return typeof next === 'string' && evaluate(condition, { ...world, label: () => 'unknown', custom: () => 'unknown' }) === true
}

function targetOf({ next }: Candidate, chosen: (select: Select) => string | null | undefined): string | null {
  if (typeof next === 'string') return next
  const choice = chosen(next)
  return next.candidates.find((name) => name === choice) ?? null
}

/** The state has spoken, and nothing of what it said leads anywhere. */
function goOn(conversation: Conversation): Step {
  const state = stateOf(conversation)
  if (state.advanceTo !== undefined) return { do: 'take', target: state.advanceTo }
  if (state.call !== undefined) return { do: 'take', target: firstOf(conversation.flow, state.call), call: { flow: state.call, by: null } }
  if (state.collect) return { do: 'question' }
  if (isTerminal(state) && homeOf(conversation.state) !== null) return endFlow(conversation)
  if (state.transitionsOn === 'entry') throw new Error('One way always holds')
  return isTerminal(state) ? { do: 'end', outcome: 'completed' } : { do: 'listen' }
}

/** A flow is over: its outcome leads where the caller says, or the state that digressed goes on. */
function endFlow(conversation: Conversation): Step {
  const frame = conversation.stack.at(-1)
  if (!frame) throw new Error('Nobody has called')
  const { flow } = conversation
  const own = stateOf(conversation, frame.from).nextStates ?? {}
  const { by } = frame
  const handlers = { ...flow.on, ...stateOf(conversation, frame.from).on }
  const ways = { own, global: flow.globalNextStates ?? {}, event: handlers }
  const next = by === null ? undefined : ways[by.scope][by.name]
  const named = by === null ? own : typeof next === 'object' && 'call' in next ? next.nextStates : undefined
  const target = named?.[nameInFlow(conversation.state)]
  if (target === undefined) return { do: 'resume' }
  const way = { by: nameInFlow(conversation.state), caller: by?.scope === 'global' ? 'global' : frame.from, ended: frame.flow }
  if (typeof target === 'string') return { do: 'take', target, ...way }
  if (!('to' in target) || typeof target.to !== 'string') throw new Error('An outcome leads to one state')
  return { do: 'take', target: target.to, ...way, change: target }
}

/** Nothing held: a reply ends the state's speaking, a user's message is answered again or counted as a miss. */
export function nothingHolds(conversation: Conversation, about: About): Step {
  if (about === 'reply') return goOn(conversation)
  const state = stateOf(conversation)
  if (state.transitionsOn === 'event') return keep(conversation)
  if (state.transitionsOn === 'reply') return { do: 'speakAgain', prompt: state.prompt ?? SILENT }
  countMiss(conversation)
  const noMatch = state.noMatch ?? conversation.flow.noMatch
  if (noMatch?.to !== undefined && conversation.noMatches > (noMatch.max ?? noMatch.prompts?.length ?? 0))
    return { do: 'take', target: noMatch.to }
  return { do: 'speakAgain', prompt: nth(noMatch?.prompts, conversation.noMatches) ?? noMatch?.prompt ?? state.prompt ?? SILENT }
}
