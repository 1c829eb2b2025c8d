import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote, quoteList } from '../../diagnostics/quote.js'
import type { Loop } from '../loops/find-loops.js'

/** The codes of what is said of loops. */
export const loopCodes = ['unbounded-loop', 'user-gated-loop'] as const

const MOST_SHOWN = 8

const messages = {
  unbounded: (way: string) => `The flow can go round for ever without the user, as long as an actor fails: ${way}.`,
  timed: (way: string) => `The flow goes on talking for ever to a user who is silent: ${way}.`,
  gated: (way: string, said: string) => `The user can go round as often as they like: ${way}${said}.`,
}

/** Returns what is worth saying of the loops: those that nothing, or only the user, ends. */
export function* loopDiagnostics(loops: readonly Loop[]): Generator<Diagnostic> {
  for (const loop of loops) {
    if (loop.kind === 'unbounded') yield unbounded(loop)
    else if (loop.kind === 'user-gated') yield userGated(loop)
  }
}

function unbounded(loop: Loop): Diagnostic {
  const message = loop.isTimed ? messages.timed(wayOf(loop)) : messages.unbounded(wayOf(loop))
  return makeDiagnostic('unbounded-loop', loop.isTimed ? 'warning' : 'error', pathOf(loop), message, {
    suggestion: 'Say maxLoops on one of these states, or on the flow.',
  })
}

function userGated(loop: Loop): Diagnostic {
  const { utterances = [] } = loop
  const said = utterances.length === 0 ? '' : `, by saying ${quoteList(utterances, 'and')}`
  return makeDiagnostic('user-gated-loop', 'info', pathOf(loop), messages.gated(wayOf(loop), said), {
    witness: utterances.length === 1 ? utterances[0] : undefined,
    suggestion: 'Where that costs too much, say maxLoops or maxTurns.',
  })
}

function pathOf({ cycle }: Loop): DiagnosticPath {
  return ['states', cycle[0] ?? '']
}

function wayOf({ cycle }: Loop): string {
  const shown = cycle.slice(0, MOST_SHOWN).map(quote)
  return [...shown, ...(cycle.length > MOST_SHOWN ? ['…'] : []), quote(cycle[0])].join(' → ')
}
