// biome-ignore-all lint/suspicious/noArrayIndexKey: the list is made anew as a whole
// biome-ignore-all lint/a11y/useSemanticElements: it is no fieldset
import { useEffect, useRef, useState } from 'preact/hooks'
import { Icon } from '../icons.js'
import type { PlaygroundServer } from '../playground-server.js'
import type { PlayState } from '../protocol.js'
import { usePlayState } from '../use-play-state.js'
import { Waiting } from '../waiting.js'
import { SheetTransition } from './sheet-transition.js'

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

/** One state: what it says and asks for, and every way on with something to say that fires it. */
export function StateSheet({ server, name, edition, isHere, done, onTry, onClose }: StateSheetProperties) {
  const shown = usePlayState(server, name, edition)
  const heading = useRef<HTMLHeadingElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another state is another sheet
  useEffect(() => heading.current?.focus(), [name])
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
        {shown === null ? (
          <Waiting part={null} />
        ) : (
          <>
            <Says state={shown} />
            <Asks state={shown} />
            <Leads key={name} state={shown} isHere={isHere} done={done} onTry={onTry} />
          </>
        )}
      </div>
    </aside>
  )
}

function Says({ state: { description, wordings } }: { readonly state: PlayState }) {
  return (
    <>
      {description !== null && <p>{description}</p>}
      {wordings.map(({ say, instruct }, position) => (
        <blockquote key={position}>
          {say} {instruct !== null && <em>The model is told: {instruct}</em>}
        </blockquote>
      ))}
    </>
  )
}

/** Its fields, and what else may happen in it. */
function Asks({ state: { fields, notes } }: { readonly state: PlayState }) {
  return (
    <>
      {fields.length > 0 && (
        <dl class="asks">
          {fields.map(({ name, way, source, schema }) => (
            <div key={name + way}>
              <dt>{way}</dt>
              <dd>
                <b>{name}</b>{' '}
                <small>
                  {kindOf(schema)}, from {source}
                </small>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {notes.map((note) => (
        <p class="hint" key={note}>
          {note}
        </p>
      ))}
    </>
  )
}

function kindOf({ enum: choices, type }: PlayState['fields'][number]['schema']): string {
  return Array.isArray(choices) ? choices.join(' | ') : String(type ?? 'anything')
}

type LeadsProperties = Pick<StateSheetProperties, 'isHere' | 'done' | 'onTry'> & { readonly state: PlayState }

function Leads({ state: { transitions }, isHere, done, onTry }: LeadsProperties) {
  const [sought, setSought] = useState('')
  const found = transitions.filter(({ name, condition }) => `${name} ${condition}`.toLowerCase().includes(sought.toLowerCase()))
  return (
    <>
      {transitions.length > MANY && (
        <input
          type="search"
          aria-label="Search transitions"
          placeholder={`Search ${transitions.length} transitions`}
          value={sought}
          onInput={({ currentTarget }) => setSought(currentTarget.value)}
        />
      )}
      {!isHere && transitions.length > 0 && <p class="hint">Its words can be tried once the conversation is here.</p>}
      <ol>
        {found.map((each) => (
          <SheetTransition
            key={`${each.scope} ${each.name}`}
            transition={each}
            isHere={isHere}
            isDone={done.has(each.name)}
            onTry={onTry}
          />
        ))}
      </ol>
    </>
  )
}
