import { useState } from 'preact/hooks'
import type { Fit, FlowProblem } from '../protocol.js'

export interface WatchingBarProperties {
  readonly problem: FlowProblem | null
  readonly fit: Fit | null
  /** Something worth knowing, that passes. */
  readonly notice: string | null
  readonly onBack: () => void
  readonly onRename: (to: string) => void
  readonly onNew: () => void
}

/** Says what became of the flow's file: it does not run, the conversation does not fit it, or it is new. */
export function WatchingBar({ problem, fit, notice, onBack, onRename, onNew }: WatchingBarProperties) {
  const [to, setTo] = useState('')
  if (problem !== null) {
    return (
      <div class="bar failed" role="alert">
        <b>The file does not run as it is; the version before it goes on.</b> <span>{problem.message}</span>
        {problem.frame !== null && <pre>{problem.frame}</pre>}
      </div>
    )
  }
  if (fit?.status === 'drifted') {
    const { state: stands, reason, back, states } = fit
    const target = to === '' ? (states[0] ?? '') : to
    return (
      <div class="bar" role="alert">
        <span>
          The conversation stands in <code>{stands}</code>: {reason}.
        </span>
        {back !== null && (
          <button type="button" onClick={onBack}>
            Go back to turn {back.turn}, {back.state}
          </button>
        )}
        {states.length > 0 && (
          <span>
            <select aria-label="The state that took its place" value={target} onChange={({ currentTarget }) => setTo(currentTarget.value)}>
              {states.map((state) => (
                <option key={state}>{state}</option>
              ))}
            </select>
            <button type="button" onClick={() => onRename(target)}>
              Go on there
            </button>
          </span>
        )}
        <button type="button" onClick={onNew}>
          Begin anew
        </button>
      </div>
    )
  }
  return notice === null ? null : (
    <div class="bar" role="status">
      {notice}
    </div>
  )
}
