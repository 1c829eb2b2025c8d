import type { Condition } from '../../conditions/condition.js'
import { type Change, leavingOut, without } from './change.js'
import { conditionChanges } from './condition-changes.js'

/** Yields transitions with one of them dropped, moved or changed. */
export function* guardChanges(transitions: Readonly<Record<string, Condition>>): Generator<Change<Readonly<Record<string, Condition>>>> {
  const entries = Object.entries(transitions)
  for (const [position, [name, condition]] of entries.entries()) {
    yield { operator: 'transition', description: `${name} dropped`, changed: without(transitions, name) }
    const next = entries[position + 1]
    if (next !== undefined) {
      const changed = Object.fromEntries(entries.with(position, next).with(position + 1, [name, condition]))
      yield { operator: 'order', description: `${next[0]} before ${name}`, changed }
    }
    for (const change of conditionChanges(condition)) {
      yield { ...change, description: `${name}: ${change.description}`, changed: { ...transitions, [name]: change.changed } }
    }
    yield* givenKeywords(transitions, name, condition)
  }
}

/** A keyword in the condition of the next sibling that has keywords. */
function* givenKeywords(
  transitions: Readonly<Record<string, Condition>>,
  name: string,
  condition: Condition,
): Generator<Change<Readonly<Record<string, Condition>>>> {
  if (condition.type !== 'keyword') return
  const names = Object.keys(transitions)
  const start = names.indexOf(name) + 1
  const others = [...names.slice(start), ...names.slice(0, start - 1)]
  const sibling = others.find((other) => transitions[other]?.type === 'keyword')
  const receiver = sibling === undefined ? undefined : transitions[sibling]
  if (sibling === undefined || receiver?.type !== 'keyword') return
  for (const [word, words] of leavingOut(condition.words)) {
    const changed = {
      ...transitions,
      [name]: { ...condition, words },
      [sibling]: { ...receiver, words: [...receiver.words, word] },
    }
    yield { operator: 'keyword-given', description: `keyword "${word}" of ${name} given to ${sibling}`, changed }
  }
}
