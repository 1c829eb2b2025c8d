import { readFileSync } from 'node:fs'
import { type ConversationFlow, flowHash } from 'talkchart'
import type { FlowPath } from 'talkchart/testing'
import { mutantsOf } from '../../src/testing/mutation/mutants-of.js'

/** What the measured strength of a flow's paths hangs on, and is known without measuring anew. */
export interface MutationFacts {
  readonly flow: string
  readonly changes: number
  readonly paths: number
  readonly steps: number
}

/** Where the facts are kept that the table in docs/guide/testing.md was measured with. */
export const factsFile = new URL('./mutation-facts.json', import.meta.url)

/** Where the table stands. */
export const tablePage = new URL('../../docs/guide/testing.md', import.meta.url)

/** Reads the facts of the last measuring, by the names of flows. */
export function keptFacts(): Readonly<Record<string, MutationFacts>> {
  return JSON.parse(readFileSync(factsFile, 'utf8'))
}

/** Returns the facts of today. */
export function factsOf(flow: ConversationFlow, paths: readonly FlowPath[]): MutationFacts {
  const steps = paths.reduce((sum, path) => sum + path.steps.length, 0)
  return { flow: flowHash(flow), changes: [...mutantsOf(flow)].length, paths: paths.length, steps }
}
