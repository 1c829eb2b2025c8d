import { onTestFailed } from 'vitest'

const { TALKCHART_SEED } = process.env

/** The seed of a report, from `TALKCHART_SEED`; without one, every run draws anew. */
export const SEED = TALKCHART_SEED === undefined ? undefined : Number(TALKCHART_SEED)

/** Returns the seed for what a test draws by itself; when the test fails, it says how to draw the same again. */
export function seedOfTest(): number {
  const seed = SEED ?? Date.now() % 2 ** 31
  onTestFailed(({ task }) => console.error(`${task.name}: TALKCHART_SEED=${seed} draws the same again.`))
  return seed
}
