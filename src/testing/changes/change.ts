import type { OperatorName } from './operator-names.js'

/** One change of a part of a flow. */
export interface Change<Part> {
  readonly operator: OperatorName
  readonly description: string
  readonly changed: Part
}

/** Returns an object without one of its keys that may be absent. */
export function without<Part extends object>(part: Part, key: keyof Part): Part {
  const copy = { ...part }
  delete copy[key]
  return copy
}

/** Yields a list with each of its items left out, where one remains. */
export function* leavingOut<Item>(items: readonly Item[]): Generator<readonly [left: Item, rest: readonly Item[]]> {
  if (items.length < 2) return
  for (const [position, left] of items.entries()) yield [left, items.filter((_, index) => index !== position)]
}

/** Returns at most two of the names that come after one in a list, round and round. */
export function twoOthers(names: readonly string[], name: string): readonly string[] {
  const start = names.indexOf(name) + 1
  return [...names.slice(start), ...names.slice(0, start)].filter((other) => other !== name).slice(0, 2)
}
