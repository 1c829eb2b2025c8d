const BUILT_IN = [
  'keyword',
  'regex',
  'sentiment',
  'context',
  'answer',
  'composed',
  'notNew',
  'inboxFull',
  'turnsOver',
  'olderThan',
  'visitedOften',
  'budgetSpent',
  'missesOver',
  'replyUnusable',
  'outputNotJson',
  'interrupts',
  'failedDuring',
] as const

/** The guards that talkchart itself supplies. */
export type BuiltInGuard = (typeof BUILT_IN)[number]

const names: ReadonlySet<string> = new Set(BUILT_IN)

export function isBuiltInGuard(type: string): type is BuiltInGuard {
  return names.has(type)
}

/** How the type of a composed guard begins that holds guards of the user's own. */
export const COMPOSED = 'composed:'
