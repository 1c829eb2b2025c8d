// biome-ignore-all lint/suspicious/noArrayIndexKey: the list is made anew as a whole
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import type { Later, PlayPath, PlayPaths, WalkStep } from '../protocol.js'

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
      {ordered.map(({ code, severity, path, message, witness }, position) => (
        <li key={position} class={severity}>
          <button type="button" onClick={() => onTry(path[0] === 'states' ? String(path[1]) : undefined, witness)}>
            <b>{severity}</b> <code>{path.join('.')}</code>
            <span>
              {message} {witness !== undefined && <q>{witness}</q>} <small>{code}</small>
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}

/** Conversations that together show all of the flow; a click plays one. */
export function PathsTab({ paths, onPlay }: { readonly paths: Later<PlayPaths>; readonly onPlay: (path: number) => void }) {
  if (paths.status !== 'ready') return <Waiting part={paths} />
  return (
    <ul class="rows">
      {paths.value.paths.map((path) => (
        <li key={path.number}>
          <button type="button" disabled={path.undrivable !== null} onClick={() => onPlay(path.number)}>
            <b>Play {path.number + 1}</b> <code>{path.states.at(-1)}</code>
            <span>
              {said(path)} <small>{path.undrivable ?? (path.needsModel ? 'the path answers for the model' : '')}</small>
            </span>
          </button>
        </li>
      ))}
      {paths.value.uncovered.map(({ description, reason }) => (
        <li key={description} class="uncovered">
          {description}: {reason}
        </li>
      ))}
    </ul>
  )
}

function said({ steps }: PlayPath): string {
  const words = (step: WalkStep) => (step.type === 'message' ? step.text : step.type === 'event' ? `(${step.event})` : '(retry)')
  return steps.length === 0 ? 'nothing has to be said' : steps.map(words).join(' · ')
}

/** Says that something is not there yet, or why it never will be. */
export function Waiting({ part }: { readonly part: Later<unknown> }) {
  return <p class="hint">{part.status === 'refused' ? part.reason : 'This is being worked out…'}</p>
}
