import type { Prompt } from '../../src/definition/flow.js'
import { candidatesFor, isCatchAll } from './candidates.js'
import { type Candidate, type Conversation, countMiss, SILENT, type Step, stateOf, tell } from './conversation.js'
import { evaluate, type World } from './evaluate.js'
import { sourceOf } from './field-pieces.js'
import {
  fieldOf,
  firstMissing,
  hasValue,
  isSame,
  isWhole,
  listedFields,
  modelFields,
  NOTHING_TOLD,
  readLocally,
  requiredFields,
  type Told,
} from './field-readings.js'
import { isBudgetSpent } from './limits.js'
import { partsOf } from './questions.js'
import { isVerbatim } from './template.js'
import { nth, saidBy, wordingOf } from './wordings.js'
import { occurrences } from './words.js'

/** Rule 1: nothing is missing, or the first that is missing is asked for. A message that led here is read before. */
export function question(conversation: Conversation): Step {
  if (conversation.readsMessage) {
    if (modelFields(conversation).length > 0) return { do: 'understand', about: 'user', text: conversation.lastUserText, again: false }
    readEntry(conversation, NOTHING_TOLD)
  }
  const missing = firstMissing(conversation)
  return missing === undefined ? collected(conversation) : ask(conversation, missing)
}

function readEntry(conversation: Conversation, told: Told): void {
  conversation.readsMessage = false
  merge(conversation, readLocally(conversation, 'entry', told).valid)
}

function collected(conversation: Conversation): Step {
  const next = stateOf(conversation).nextStates?.collected
  if (typeof next === 'string') return { do: 'take', target: next, by: 'collected' }
  if (next && 'to' in next && typeof next.to === 'string') return { do: 'take', target: next.to, change: next, by: 'collected' }
  throw new Error('Collecting leads to one state')
}

/** Asks for a field. */
export function ask(conversation: Conversation, name: string): Step {
  askFor(conversation, name)
  return say(conversation, fieldOf(conversation, name).ask ?? SILENT)
}

function askFor(conversation: Conversation, field: string): void {
  conversation.asking = field
  tell(conversation, { type: 'asked', field })
}

/** Says something in place, then listens. */
export function say(conversation: Conversation, prompt: Prompt): Step {
  if (!isVerbatim(conversation, prompt) && isBudgetSpent(conversation)) return { do: 'limit', reason: 'budget' }
  return { do: 'speak', prompt, listens: true }
}

function merge(conversation: Conversation, values: Told['valid']): void {
  conversation.data = { ...conversation.data, ...values }
}

/** The model has read a message: what may be filled is merged. Returns what it told, and whether any of it is new. */
export function mergeTold(conversation: Conversation, told: Told): Told & { readonly isNew: boolean } {
  const allowed = Object.entries(told.valid).filter(
    ([name]) => !hasValue(conversation, name) || name === conversation.asking || fieldOf(conversation, name).overwrite !== false,
  )
  const fresh = allowed.filter(([name, value]) => !hasValue(conversation, name) || !isSame(value, conversation.data[name]))
  merge(conversation, Object.fromEntries(fresh))
  return { valid: Object.fromEntries(allowed), refused: told.refused, isNew: fresh.length > 0 }
}

/** A message that led here was understood. */
export function understoodOnEntry(conversation: Conversation, told: Told): Step {
  readEntry(conversation, told)
  return question(conversation)
}

/** What is said of a candidate that is tried while a field is asked for; undefined where it is passed over. */
export function isPassedOver(conversation: Conversation, candidate: Candidate): boolean {
  const { asking } = conversation
  if (candidate.scope === 'own' || asking === null) return false
  const { globals, ...field } = fieldOf(conversation, asking)
  if (globals !== undefined) return globals === false || !globals.includes(candidate.name)
  if (sourceOf(field) !== 'text') return false
  const { condition } = candidate
  if (condition.type !== 'keyword') return true
  const { lastUserText: text } = conversation
  return !condition.words.some((word) => word !== '.*' && occurrences(condition, word, text).some((span) => isWhole(span, text)))
}

/** The asked field is read from choices or by a pattern, and is told. */
export function isAskedTold(conversation: Conversation): boolean {
  const { asking } = conversation
  if (asking === null || !['choices', 'regex'].includes(sourceOf(fieldOf(conversation, asking)))) return false
  const { valid, refused } = readLocally(conversation, 'answer')
  return asking in valid || asking in refused
}

/** Whether a candidate is tried on the message, before it is read by the local sources. */
export function looksAtMessage({ condition, next }: Candidate): boolean {
  if (typeof next !== 'string') return true
  return !isCatchAll(condition) && partsOf(condition).some(({ type }) => !['context', 'guard', 'always'].includes(type))
}

/** What stands beside a digression is read before it is taken. */
export function readAside(conversation: Conversation): void {
  merge(conversation, readLocally(conversation, 'aside').valid)
}

/** Rules 4 to 6. */
export function collect(conversation: Conversation, told: Told & { readonly isNew: boolean } = { ...NOTHING_TOLD, isNew: false }): Step {
  const { asking } = conversation
  const read = readLocally(conversation, 'answer', told)
  const isNew = Object.entries(read.valid).some(([name, value]) => !hasValue(conversation, name) || !isSame(value, conversation.data[name]))
  merge(conversation, read.valid)
  const valid = { ...told.valid, ...read.valid }
  const refused = { ...told.refused, ...read.refused }
  const progress = told.isNew || isNew || (asking !== null && asking in valid)
  if (progress) conversation.noMatches = 0
  return (
    refusal(conversation, { valid, refused }, progress) ??
    onData(conversation) ??
    furtherQuestion(conversation, progress) ??
    missed(conversation)
  )
}

function refusal(conversation: Conversation, { valid, refused }: Told, progress: boolean): Step | undefined {
  const name = listedFields(conversation).find((each) => {
    const { invalid, ask: asked } = fieldOf(conversation, each)
    return (invalid ?? asked) !== undefined && each in refused && !(each in valid)
  })
  const found = name === undefined ? undefined : refused[name]
  if (name === undefined || !found) return undefined
  conversation.refused = { field: name, ...found }
  const noMatch = stateOf(conversation).noMatch ?? conversation.flow.noMatch
  if (!progress) {
    countMiss(conversation)
    if (noMatch?.to !== undefined && conversation.noMatches > (noMatch.max ?? noMatch.prompts?.length ?? 0))
      return { do: 'take', target: noMatch.to }
  }
  askFor(conversation, name)
  const { invalid, ask: asked } = fieldOf(conversation, name)
  return say(conversation, invalid ?? asked ?? SILENT)
}

function onData(conversation: Conversation): Step | undefined {
  return taken(conversation, (candidate) => !looksAtMessage(candidate) && !isCatchAll(candidate.condition))
}

function taken(conversation: Conversation, isTried: (candidate: Candidate) => boolean): Step | undefined {
  const { data, guards, lastUserText: text, flow } = conversation
  const candidates = candidatesFor(flow, conversation.state, 'user')
  for (const candidate of candidates) {
    if (!isTried(candidate) || isPassedOver(conversation, candidate) || typeof candidate.next !== 'string') continue
    if (conversation.stack.some((frame) => candidate.mustRest?.includes(frame.flow))) continue
    const listed = { candidates, isDeclared: flow.transitionOrder === 'declared' }
    const world: World = { text, data, guards, listed, self: candidate, label: () => null, custom: () => false }
    if (evaluate(candidate.condition, world) !== true) continue
    const { call, scope, name, change, next: target } = candidate
    return { do: 'take', target, change, by: name, ...(call === undefined ? {} : { call: { flow: call, by: { scope, name } } }) }
  }
  return undefined
}

function furtherQuestion(conversation: Conversation, progress: boolean): Step | undefined {
  const missing = firstMissing(conversation)
  if (missing === undefined) return collected(conversation)
  return progress ? ask(conversation, missing) : undefined
}

function missed(conversation: Conversation): Step {
  const caught = taken(conversation, (candidate) => !looksAtMessage(candidate) && isCatchAll(candidate.condition))
  if (caught) return caught
  const noMatch = stateOf(conversation).noMatch ?? conversation.flow.noMatch
  countMiss(conversation)
  if (noMatch?.to !== undefined && conversation.noMatches > (noMatch.max ?? noMatch.prompts?.length ?? 0))
    return { do: 'take', target: noMatch.to }
  const prompt = nth(noMatch?.prompts, conversation.noMatches) ?? noMatch?.prompt
  if (prompt !== undefined && !isVerbatim(conversation, prompt)) return say(conversation, prompt)
  const { asking } = conversation
  const again = asking !== null && requiredFields(conversation).includes(asking) ? asking : firstMissing(conversation)
  if (prompt === undefined) return ask(conversation, again ?? '')
  return { do: 'spoken', texts: saidBy(conversation, wordingOf(conversation, prompt)), next: { do: 'ask', field: again ?? '' } }
}

/** A silence that is answered in place: what is missing is asked for again. */
export function askAfterSilence(conversation: Conversation, prompt: Prompt | undefined): Step {
  if (prompt === undefined) return { do: 'question' }
  if (!isVerbatim(conversation, prompt)) return say(conversation, prompt)
  return { do: 'spoken', texts: saidBy(conversation, wordingOf(conversation, prompt)), next: { do: 'question' } }
}
