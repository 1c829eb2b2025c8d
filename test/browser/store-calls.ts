export type CalledMethod = 'load' | 'commit' | 'remove' | 'list' | 'prune' | 'lease' | 'renew' | 'release' | 'enqueue'

/** What came of a call in the page. */
export type StoreReply<Value> = { readonly value: Value } | { readonly error: Readonly<Record<string, unknown>> }

const NOT_A_NUMBER = '\u0001NaN'
const FUNCTION = '\u0001function'

/** JSON in which also those values keep that a store has to refuse. */
export function encode(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === 'function') return FUNCTION
    return Number.isNaN(item) ? NOT_A_NUMBER : item
  })
}

export function decode<Value>(text: string): Value {
  return JSON.parse(text, (_key, item: unknown) => {
    if (item === FUNCTION) return () => undefined
    return item === NOT_A_NUMBER ? Number.NaN : item
  })
}
