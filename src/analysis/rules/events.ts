import type { ConversationFlow } from '../../definition/flow.js'
import { flowNameOf } from '../../definition/flows/full-name.js'
import { eventWayIn, rests } from '../../definition/state-facts.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote, quoteList } from '../../diagnostics/quote.js'
import type { AnalysisRule } from '../flow-view.js'

const messages = {
  never: (name: string) => `Nothing handles the event ${quote(name)}: neither a state nor the flow has it under "on".`,
  early: (name: string, states: string) => `The event ${quote(name)} is lost when it comes in ${states}, where nothing handles it.`,
}

const MOST_NAMED = 3

/** Events that nobody handles, and those that are lost where they come too early or too late. */
export const events: AnalysisRule = {
  codes: ['event-never-handled', 'event-too-early'],
  *check({ flow }) {
    for (const name of Object.keys(flow.events ?? {})) yield* eventFindings(flow, name)
  },
}

function* eventFindings(flow: ConversationFlow, name: string): Generator<Diagnostic> {
  if (flow.on !== undefined && Object.hasOwn(flow.on, name)) return
  const resting = Object.entries(flow.states).filter(([, state]) => rests(state))
  const [handling, deaf] = [true, false].map((handles) =>
    resting.filter(([, state]) => (eventWayIn(flow, state, name) !== undefined) === handles),
  )
  if (handling?.length === 0) {
    yield makeDiagnostic('event-never-handled', 'warning', ['events', name], messages.never(name), {
      suggestion: `Say what it does: on: { ${quote(name)}: … }, in a state or in the flow. Or remove it.`,
    })
    return
  }
  // In a called flow, what a state below waits for is held.
  const losing = (deaf ?? []).map(([state]) => state).filter((state) => flowNameOf(state) === null)
  if (losing.length === 0) return
  yield makeDiagnostic('event-too-early', 'info', ['events', name], messages.early(name, someOf(losing)), {
    suggestion: `Where that may be, keep it: on: { ${quote(name)}: { saveAs: … } } in the flow.`,
  })
}

function someOf(states: readonly string[]): string {
  const rest = states.length - MOST_NAMED
  // It is as short to name the last one as to count it.
  if (rest < 2) return quoteList(states, 'or')
  return `${states.slice(0, MOST_NAMED).map(quote).join(', ')} or ${rest} other states`
}
