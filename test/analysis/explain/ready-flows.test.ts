import { type ConversationFlow, type ConversationMachine, compileFlow } from 'talkchart'
import { explainTurn, type KnownAnswers } from 'talkchart/analysis'
import type { PathStep } from 'talkchart/testing'
import { expect, test } from 'vitest'
import type { ConversationEmitted } from '../../../src/machine/events.js'
import { positionOf } from '../../../src/machine/state-position.js'
import { firstState, nextState, type ObservedState } from '../../../src/testing/paths/observed-state.js'
import { readyFlows } from '../../testing/ready-flows.js'
import { readyPaths } from '../../testing/ready-paths.js'

/** Their paths take long to make; `TALKCHART_RUNS` asks for them too. */
const LARGE: readonly string[] = ['appointment', 'customer_support', 'sales_qualification']

const flows = readyFlows.filter(([name]) => process.env.TALKCHART_RUNS !== undefined || !LARGE.includes(name))

function knownBy(next: PathStep | undefined, at: number): KnownAnswers {
  if (next?.type !== 'answers') return { at }
  const { answers, data, tokens = 0 } = next
  const usage = { modelCalls: 1, inputTokens: tokens, outputTokens: 0 }
  return { at, complete: true, answers, data: {}, usage, ...(next.extractedBy === 'fields' ? { told: data } : { data }) }
}

function happenedIn(machine: ConversationMachine, observed: ObservedState, answers: PathStep | undefined): readonly ConversationEmitted[] {
  return answers === undefined ? observed.happened : [...observed.happened, ...nextState(machine, observed, answers).happened]
}

/** What was taken; null for a miss, a limit, and where nothing is tried. */
function takenIn(happened: readonly ConversationEmitted[]): string | null {
  const deciding = happened.find(({ type }) => type === 'state.entered' || type === 'no.match' || type === 'limit.reached')
  return deciding?.type === 'state.entered' ? deciding.transition : null
}

/** Every message of the flow's paths, once for each place and answer. */
function* messagesOf(flow: ConversationFlow) {
  const machine = compileFlow(flow, { onProblem: () => undefined })
  const seen = new Set<string>()
  for (const path of readyPaths(flow.name).paths) {
    let observed = firstState(machine, path.data)
    for (const [place, { step }] of path.steps.entries()) {
      const before: ObservedState = observed
      observed = nextState(machine, before, step)
      if (step.type !== 'message') continue
      const answers = answersTo(observed, path.steps[place + 1]?.step)
      const key = keyOf(before, step, answers)
      if (answers === null || seen.has(key)) continue
      seen.add(key)
      yield {
        machine,
        before,
        text: step.text,
        known: knownBy(answers, sentAt(before, step)),
        taken: takenIn(happenedIn(machine, observed, answers)),
      }
    }
  }
}

function sentAt({ context }: ObservedState, { atAge }: { readonly atAge?: number }): number {
  return context.startedAt + (atAge === undefined ? 0 : atAge * 1000 + 1)
}

/** The answers that a message waits for; null where the path gives none. */
function answersTo({ value }: ObservedState, next: PathStep | undefined): PathStep | null | undefined {
  if (positionOf(value).substate !== 'understanding') return undefined
  return next?.type === 'answers' ? next : null
}

function keyOf({ value, context }: ObservedState, ...steps: readonly (PathStep | null | undefined)[]): string {
  return JSON.stringify([value, steps, context.data, context.stack, context.visits, context.noMatches, context.asking])
}

test.each(flows)('%s: every message of its paths is explained by what the machine takes', (_name, flow) => {
  let count = 0
  for (const { machine, before, text, known, taken } of messagesOf(flow)) {
    const explained = explainTurn(machine, before, text, known)
    const found = explained.taken === null ? null : explained.candidates[explained.taken]?.name
    expect([before.value, text, found]).toEqual([before.value, text, taken])
    count += 1
  }
  expect(count).toBeGreaterThan(1)
})
