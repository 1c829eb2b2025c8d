/** The name of a composed guard that holds guards of the user's own. */
export type ComposedGuard = `composed:${string}`

/** Names a composed guard that holds guards of the user's own: only XState can call these, so each such tree is a guard of its own. */
export function composedGuard(state: string, count: number): ComposedGuard {
  return `composed:${state}/${count}`
}

export function isComposedGuard(type: string): type is 'composed' | ComposedGuard {
  return type === 'composed' || holdsUserGuards(type)
}

/** Tells the name of a composed guard that holds guards of the user's own. */
export function holdsUserGuards(type: string): type is ComposedGuard {
  return type.startsWith('composed:')
}
