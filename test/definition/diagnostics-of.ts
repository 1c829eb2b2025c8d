import { renderDiagnostics } from '../../src/diagnostics/render-diagnostics.js'
import { safeParseFlow } from '../../src/parse/parse-flow.js'

const yes = { type: 'keyword', words: ['yes'] }

/** A flow in JSON form, with nothing wrong, that a test changes where it wants. */
export const soundFlow = {
  name: 'greeting',
  initialState: 'greeting',
  states: {
    greeting: { prompt: { say: 'Shall we go on?' }, transitions: { continue: yes }, nextStates: { continue: 'help' } },
    help: { prompt: { say: 'How can I help?' } },
  },
}

/** What is found in the sound flow with these changes, as people read it. */
export function diagnosticsOf(changes: Readonly<Record<string, unknown>>): string {
  return renderDiagnostics(safeParseFlow({ ...soundFlow, ...changes }).diagnostics)
}

/** What is found when the sound flow's first state has these changes. */
export function diagnosticsInState(changes: Readonly<Record<string, unknown>>): string {
  const { greeting, help } = soundFlow.states
  return diagnosticsOf({ states: { greeting: { ...greeting, ...changes }, help } })
}

/** What is found when the sound flow's last state, which is terminal, has these changes. */
export function diagnosticsInTerminal(changes: Readonly<Record<string, unknown>>): string {
  const { greeting, help } = soundFlow.states
  return diagnosticsOf({ states: { greeting, help: { ...help, ...changes } } })
}

/** What is found when this condition guards the sound flow's only transition. */
export function diagnosticsInCondition(condition: unknown): string {
  return diagnosticsInState({ transitions: { continue: condition } })
}
