// biome-ignore-all lint/suspicious/noArrayIndexKey: the list is made anew as a whole
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import type { Later } from '../protocol.js'
import { Waiting } from '../waiting.js'

const WEIGHTS = ['error', 'warning', 'info'] as const

export interface CheckTabProperties {
  readonly diagnostics: Later<readonly Diagnostic[]>
  readonly onTry: (state: string | undefined, text: string | undefined) => void
}

/** What is wrong with the flow, or worth knowing, the weightiest first. */
export function CheckTab({ diagnostics, onTry }: CheckTabProperties) {
  if (diagnostics.status !== 'ready') return <Waiting part={diagnostics} />
  if (diagnostics.value.length === 0) return <p class="hint">Nothing is wrong with this flow.</p>
  const ordered = WEIGHTS.flatMap((weight) => diagnostics.value.filter(({ severity }) => severity === weight))
  return (
    <ul class="rows">
      {ordered.map(({ code, severity, path, message, suggestion, witness }, position) => (
        <li key={position} class={severity}>
          <button type="button" onClick={() => onTry(path[0] === 'states' ? String(path[1]) : undefined, witness)}>
            <b>{severity}</b> <code>{path.join('.')}</code>
            <span>
              {message} {suggestion} {witness !== undefined && <q>{witness}</q>} <small>{code}</small>
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
