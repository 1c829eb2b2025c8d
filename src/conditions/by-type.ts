import type { ConditionOf, ConditionType } from './condition.js'

/**
 * One function for each of some types of conditions, each given conditions of its own type. What the library does by type is such a table,
 * so that a type that was forgotten does not compile.
 */
export type ByType<Type extends ConditionType, Rest extends readonly unknown[], Result> = {
  readonly [Each in Type]: (condition: ConditionOf<Each>, ...rest: Rest) => Result
}

/** Calls the function that a table has for the condition's type. */
export function byType<Type extends ConditionType, Rest extends readonly unknown[], Result>(
  table: ByType<Type, Rest, Result>,
  condition: { readonly [Each in Type]: ConditionOf<Each> & { readonly type: Each } }[Type],
  ...rest: Rest
): Result {
  return table[condition.type](condition, ...rest)
}
