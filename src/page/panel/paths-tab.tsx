import type { Later, PlayPath, PlayPaths, WalkStep } from '../protocol.js'
import type { Covered } from '../use-covered.js'
import { Waiting } from '../waiting.js'

export interface PathsTabProperties {
  readonly paths: Later<PlayPaths>
  readonly covered: Covered
  readonly onPlay: (path: number) => void
}

/** Conversations that together show all of the flow; a click plays one. What the conversations of this page went through is ticked. */
export function PathsTab({ paths, covered, onPlay }: PathsTabProperties) {
  if (paths.status !== 'ready') return <Waiting part={paths} />
  const { paths: all, uncovered } = paths.value
  const ticked = all.map(({ takes, states }) =>
    takes.length > 0 ? takes.every((key) => covered.ways[key]) : covered.states[states.at(-1) ?? ''],
  )
  return (
    <>
      <p class="hint">
        {ticked.filter(Boolean).length} of {all.length} are covered by what was taken here.
      </p>
      <ul class="rows">
        {all.map((path, position) => (
          <PathRow key={path.number} path={path} isCovered={Boolean(ticked[position])} onPlay={onPlay} />
        ))}
        {uncovered.map(({ description, reason }) => (
          <li key={description} class="hint">
            {description}: {reason}
          </li>
        ))}
      </ul>
    </>
  )
}

interface PathRowProperties {
  readonly path: PlayPath
  readonly isCovered: boolean
  readonly onPlay: (path: number) => void
}

function PathRow({ path, isCovered, onPlay }: PathRowProperties) {
  const { number, states, undrivable, needsModel } = path
  return (
    <li>
      <button type="button" disabled={undrivable !== null} onClick={() => onPlay(number)}>
        <b>
          Play {number + 1}
          {isCovered && (
            <i class="tick">
              {' '}
              ✓<span class="unseen"> covered</span>
            </i>
          )}
        </b>{' '}
        <code>{states.at(-1)}</code>
        <span>
          {said(path)}{' '}
          <small>{undrivable === null ? needsModel && 'the path answers for the model' : `It can not be played here: ${undrivable}`}</small>
        </span>
      </button>
    </li>
  )
}

function said({ steps }: PlayPath): string {
  const words = (step: WalkStep) => (step.type === 'message' ? step.text : step.type === 'event' ? `(${step.event})` : '(retry)')
  return steps.length === 0 ? 'nothing has to be said' : steps.map(words).join(' · ')
}
