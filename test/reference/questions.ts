import type { Condition, CustomCondition } from '../../src/conditions/condition.js'
import type { Select } from '../../src/definition/flow.js'
import { candidatesFor } from './candidates.js'
import { type Candidate, type Conversation, type Question, stateOf } from './conversation.js'
import { modelFields } from './field-readings.js'
import { render } from './template.js'

/** A question, the model that answers it, and every part of the flow that waits for the answer. */
export interface Asked {
  readonly model: string | null
  readonly question: Question
  readonly identity: string
  readonly askers: (Condition | Select)[]
}

const LABELS = ['positive', 'negative', 'neutral']

export function extractFor(conversation: Conversation, about: 'user' | 'reply') {
  const { extract } = stateOf(conversation)
  return extract && (extract.from ?? 'user') === about ? extract : undefined
}

/** Everything that an understanding of a message of this kind asks, in the order of turns.md. */
export function questionsFor(conversation: Conversation, about: 'user' | 'reply'): Asked[] {
  const asked: Asked[] = []
  const extract = extractFor(conversation, about)
  if (extract && !extract.run) {
    const choices = Object.keys(extract.fields ?? {})
    asked.push({ model: null, question: { type: 'extract', key: 'extract', choices, instruction: null }, identity: 'extract', askers: [] })
  }
  const fields = about === 'user' ? modelFields(conversation) : []
  if (fields.length > 0) {
    asked.push({
      model: null,
      question: { type: 'extract', key: 'extract', choices: fields, instruction: null },
      identity: 'extract',
      askers: [],
    })
  }
  if (isOnlyRead(conversation, about)) return asked
  for (const candidate of candidatesFor(conversation.flow, conversation.state, about)) {
    for (const part of partsOf(candidate.condition)) askCondition(conversation, asked, { name: candidate.name, condition: part, about })
    askSelect(asked, candidate)
  }
  return asked
}

/** A message that led to a state which collects has been judged already. */
export function isOnlyRead({ readsMessage }: Conversation, about: 'user' | 'reply'): boolean {
  return about === 'user' && readsMessage
}

/** The leaves of a condition tree, left to right. */
export function partsOf(condition: Condition): Condition[] {
  if (condition.type === 'all' || condition.type === 'any') return condition.conditions.flatMap(partsOf)
  return condition.type === 'not' ? partsOf(condition.condition) : [condition]
}

export function customsOf(candidates: readonly Candidate[]): CustomCondition[] {
  const parts = candidates.flatMap((candidate) => partsOf(candidate.condition))
  return parts.flatMap((part) => (part.type === 'custom' ? [part] : []))
}

interface Asker {
  readonly name: string
  readonly condition: Condition
  readonly about: 'user' | 'reply'
}

function askCondition(conversation: Conversation, asked: Asked[], { name, condition, about }: Asker): void {
  if (condition.type === 'sentiment' && condition.by === 'model') {
    ask(asked, null, { type: 'class', key: name, choices: LABELS, instruction: null }, 'sentiment', condition)
  }
  if (condition.type === 'llmClassifier') {
    const choices = condition.classes ?? ['yes', 'no']
    const instruction = render(conversation, condition.prompt, about === 'user' ? "the user's message" : 'the reply')
    const identity = JSON.stringify(['class', condition.prompt, choices])
    ask(asked, condition.model ?? null, { type: 'class', key: name, choices, instruction }, identity, condition)
  }
}

function askSelect(asked: Asked[], { name, next }: Candidate): void {
  if (typeof next === 'string' || next.choose) return
  const question = { type: 'select', key: `${name}_next`, choices: next.candidates, instruction: null } as const
  ask(asked, null, question, `select ${asked.length}`, next)
}

function ask(asked: Asked[], model: string | null, question: Question, identity: string, asker: Condition | Select): void {
  const same = asked.find((other) => other.model === model && other.identity === identity)
  if (same) same.askers.push(asker)
  else asked.push({ model, question: { ...question, key: freeKey(asked, question.key) }, identity, askers: [asker] })
}

function freeKey(asked: readonly Asked[], wanted: string): string {
  const taken = asked.map((other) => other.question.key)
  let key = wanted
  for (let number = 2; taken.includes(key); number += 1) key = `${wanted}_${number}`
  return key
}
