import type { Condition, ConversationData, CustomCondition } from '../../src/conditions/condition.js'
import type { Select } from '../../src/definition/flow.js'
import { candidatesFor, rivalsOf } from './candidates.js'
import { type Candidate, type Conversation, count, countTokens, type Step, stateOf, type Understanding, WAIT } from './conversation.js'
import { evaluate, type Truth, type World } from './evaluate.js'
import { extractsReplyByModel, isBudgetSpent } from './limits.js'
import { type Asked, customsOf, extractFor, questionsFor } from './questions.js'
import { askToUnderstand } from './requests.js'

type About = 'user' | 'reply'

/** First look at a message: what can be told without the model decides at once, or the state has to understand. */
export function judge(conversation: Conversation, about: About, text: string): Step {
  const understand: Step = { do: 'understand', about, text, again: false }
  if (extractFor(conversation, about)) return understand
  const candidates = candidatesFor(conversation.flow, conversation.state, about)
  for (const candidate of candidates) {
    const { data, guards } = conversation
    const rivals = rivalsOf(conversation.flow, candidate, candidates)
    const verdict = evaluate(candidate.condition, { text, data, guards, rivals, label: () => 'unknown', custom: () => 'unknown' })
    if (verdict === false) continue
    if (verdict === 'unknown' || typeof candidate.next !== 'string') return understand
    return { do: 'take', target: candidate.next }
  }
  return { do: 'nothingHolds', about }
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
      const data = { ...conversation.data, ...(await extracted(conversation, understanding)) }
      const candidates = candidatesFor(conversation.flow, conversation.state, about)
      const signal = new AbortController().signal
      const customs = new Map<CustomCondition, boolean>()
      for (const condition of customsOf(candidates)) customs.set(condition, await condition.fn({ text, data, signal }))
      const choices = new Map<Select, string | null | undefined>()
      for (const { next } of candidates) {
        if (typeof next !== 'string' && next.choose) choices.set(next, await next.choose({ text, data, signal }))
      }
      return conclude(conversation, understanding, { asked, data, customs, choices })
    } catch (error) {
      const code = error instanceof OffSchema ? offSchema(conversation, understanding) : 'function'
      return { do: 'fail', during: 'understand', code, repeat: { do: 'understand', about, text, again: true } }
    }
  }
}

/** The tokens of answers off the schema are spent all the same. */
function offSchema(conversation: Conversation, { answers }: Understanding): string {
  for (const { usage } of answers.values()) countTokens(conversation, usage)
  return 'off-schema'
}

class OffSchema extends Error {}

async function extracted(conversation: Conversation, { about, text, answers }: Understanding): Promise<ConversationData> {
  const extract = extractFor(conversation, about)
  if (!extract) return {}
  const { data } = conversation
  const answer = answers.get(null)?.value
  const raw = extract.run ? await extract.run({ text, data, signal: new AbortController().signal }) : property(answer, 'extract')
  const told = Object.fromEntries(Object.entries(raw ?? {}).filter(([, value]) => value !== null && value !== undefined))
  if (!extract.schema) return told
  const result = await extract.schema['~standard'].validate(told)
  if (result.issues) throw new OffSchema()
  return Object.fromEntries(Object.entries(result.value ?? {}))
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined
}

interface Answers {
  readonly asked: readonly Asked[]
  readonly data: ConversationData
  readonly customs: ReadonlyMap<CustomCondition, boolean>
  readonly choices: ReadonlyMap<Select, string | null | undefined>
}

function conclude(conversation: Conversation, understanding: Understanding, { asked, data, customs, choices }: Answers): Step {
  const { about, text, answers } = understanding
  for (const { usage } of answers.values()) count(conversation, usage)
  conversation.data = data
  const answerTo = (asker: Condition | Select): string | null => {
    const one = asked.find((other) => other.askers.includes(asker))
    const value = one && property(answers.get(one.model)?.value, one.question.key)
    return typeof value === 'string' ? value : null
  }
  const candidates = candidatesFor(conversation.flow, conversation.state, about)
  for (const candidate of candidates) {
    const rivals = rivalsOf(conversation.flow, candidate, candidates)
    const custom = (condition: CustomCondition): Truth => customs.get(condition) ?? false
    const world: World = { text, data, guards: conversation.guards, rivals, label: answerTo, custom }
    if (evaluate(candidate.condition, world) !== true) continue
    const target = targetOf(candidate, (select) => (select.choose ? choices.get(select) : answerTo(select)))
    if (target !== null) return { do: 'take', target }
  }
  return { do: 'nothingHolds', about }
}

function targetOf({ next }: Candidate, chosen: (select: Select) => string | null | undefined): string | null {
  if (typeof next === 'string') return next
  const choice = chosen(next)
  return next.candidates.find((name) => name === choice) ?? null
}

/** Nothing held: a reply ends the state's speaking, a user's message is answered again or counted as a miss. */
export function nothingHolds(conversation: Conversation, about: About): Step {
  const state = stateOf(conversation)
  if (about === 'reply') {
    if (state.advanceTo !== undefined) return { do: 'take', target: state.advanceTo }
    return state.transitions === undefined ? { do: 'end', outcome: 'completed' } : { do: 'listen' }
  }
  if (state.transitionsOn === 'reply') return { do: 'speakAgain', prompt: state.prompt }
  conversation.noMatches += 1
  conversation.emitted.push('no.match')
  const noMatch = state.noMatch ?? conversation.flow.noMatch
  if (noMatch?.to !== undefined && conversation.noMatches > (noMatch.max ?? 0)) return { do: 'take', target: noMatch.to }
  return { do: 'speakAgain', prompt: noMatch?.prompt ?? state.prompt }
}
