// biome-ignore-all lint/suspicious/noArrayIndexKey: the list is made anew as a whole
// biome-ignore-all lint/a11y/useSemanticElements: it is no fieldset
import { useEffect, useRef, useState } from 'preact/hooks'
import { Icon } from '../icons.js'
import type { PlaygroundServer } from '../playground-server.js'
import type { PlayState, PlayTransition } from '../protocol.js'

export interface StateSheetProperties {
  readonly server: PlaygroundServer
  readonly name: string
  readonly edition: number
  readonly isHere: boolean
  /** Transitions of this state that were taken, by name. */
  readonly done: ReadonlySet<string>
  readonly onTry: (text: string) => void
  readonly onClose: () => void
}

/** With more transitions than this, a field searches them. */
const MANY = 10

/** One state: what it says, and every way on with something to say that fires it. */
export function StateSheet({ server, name, edition, isHere, done, onTry, onClose }: StateSheetProperties) {
  const [state, setState] = useState<PlayState | null>(null)
  const [sought, setSought] = useState('')
  const heading = useRef<HTMLHeadingElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another edition has other transitions
  useEffect(() => {
    let isShown = true
    setSought('')
    server.state(name).then(
      (found) => isShown && setState(found),
      () => isShown && setState(null),
    )
    return () => {
      isShown = false
    }
  }, [server, name, edition])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another state is another sheet
  useEffect(() => heading.current?.focus(), [name])
  const shown = state?.name === name ? state : null
  const found = shown?.transitions.filter((each) => `${each.name} ${each.condition}`.toLowerCase().includes(sought.toLowerCase())) ?? []
  return (
    <aside class="sheet" aria-label={`State ${name}`}>
      <header>
        <h2 tabIndex={-1} ref={heading}>
          {name}
        </h2>
        {isHere && <span class="here">here</span>}
        <button type="button" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <div class="sheet-body" tabIndex={0} role="group" aria-label="What it says and where it leads">
        {shown?.description && <p>{shown.description}</p>}
        {shown?.wordings.map(({ say, instruct }, position) => (
          <blockquote key={position}>
            {say ?? ''} {instruct !== null && <em>The model is told: {instruct}</em>}
          </blockquote>
        ))}
        {shown !== null && shown.transitions.length > MANY && (
          <input
            type="search"
            aria-label="Search transitions"
            placeholder={`Search ${shown.transitions.length} transitions`}
            value={sought}
            onInput={({ currentTarget }) => setSought(currentTarget.value)}
          />
        )}
        <ol>
          {found.map((each) => (
            <Transition key={`${each.scope} ${each.name}`} transition={each} isHere={isHere} isDone={done.has(each.name)} onTry={onTry} />
          ))}
        </ol>
        {shown?.notes.map((note) => (
          <p class="hint" key={note}>
            {note}
          </p>
        ))}
      </div>
    </aside>
  )
}

interface TransitionProperties {
  readonly transition: PlayTransition
  readonly isHere: boolean
  readonly isDone: boolean
  readonly onTry: (text: string) => void
}

function Transition({ transition, isHere, isDone, onTry }: TransitionProperties) {
  const { name, scope, to, condition, witness, reason } = transition
  return (
    <li>
      <p>
        <b>{name}</b> → <code>{to.join(', ')}</code> {scope === 'global' && <small>from anywhere</small>}{' '}
        {isDone && <small class="was">✓ taken</small>}
      </p>
      <p class="hint">{condition}</p>
      {witness === null ? (
        <p class="hint">{reason}</p>
      ) : (
        <button type="button" class="chip" disabled={!isHere} onClick={() => onTry(witness)}>
          {witness}
        </button>
      )}
    </li>
  )
}
