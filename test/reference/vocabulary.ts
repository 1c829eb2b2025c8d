import fc from 'fast-check'

/** Few words with many overlaps, so that keywords meet, contain and yield to each other often. */
export const KEYWORDS = ['budget', 'no budget', 'not', 'working', 'not working', 'yes', 'no', 'crash', 'work', 'no crash at all']

const TOKENS = [
  'budget',
  'budgets',
  'no',
  'not',
  "isn't",
  'really',
  'working',
  'works',
  'yes',
  'crash',
  'crashes',
  'crashing',
  'at all',
  'now',
  'know',
  'great',
  'terrible',
  'ok',
  '42',
]

const WRITINGS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.toUpperCase(),
  (text) => ` ${text.replaceAll(' ', '  ')}!`,
  (text) => text.replaceAll("'", '’'),
]

/** What a user, or a model, may say. */
export const utterance: fc.Arbitrary<string> = fc
  .tuple(fc.array(fc.constantFrom(...TOKENS), { minLength: 1, maxLength: 4 }), fc.constantFrom(...WRITINGS))
  .map(([tokens, write]) => write(tokens.join(' ')))

/** The same choice of utterance by a number, for answers that are made when they are asked for. */
export function utteranceAt(seed: number): string {
  const first = TOKENS[seed % TOKENS.length] ?? ''
  const second = TOKENS[Math.floor(seed / TOKENS.length) % TOKENS.length] ?? ''
  return `${first} ${second}`
}
