import { useState } from 'preact/hooks'
import type { Chat } from '../conversation/use-chat.js'
import { Icon } from '../icons.js'
import type { PlaygroundServer } from '../playground-server.js'
import type { Later, PlayFlow, PlayPaths } from '../protocol.js'
import { shownTheme, turnTheme } from '../theme.js'

const FORMS = { json: 'JSON', markdown: 'Markdown', path: 'Test path' } as const

export interface HeaderProperties {
  readonly server: PlaygroundServer
  readonly flow: PlayFlow
  readonly view: Chat['view']
  readonly paths: Later<PlayPaths>
  readonly onNew: () => void
}

/** Where the conversation is, how much of the flow it has seen, and what can be done with it. */
export function Header({ server, flow, view, onNew }: HeaderProperties) {
  const [theme, setTheme] = useState(shownTheme())
  const seen = new Set([flow.initialState, ...view.transitions.flatMap(({ from, state }) => [from, state])])
  return (
    <header class="top">
      <h1>
        talkchart <span>play</span>
      </h1>
      <code class="file">{flow.file}</code>
      <p class={`now ${view.status}`} role="status">
        <code>{view.state ?? flow.initialState}</code> <span>{view.outcome ?? view.status}</span>
      </p>
      <p class="seen" title="States seen in this conversation">
        <b>{seen.size}</b>/{flow.states.length}
        <span class="unseen"> states seen</span>
      </p>
      <button type="button" onClick={onNew}>
        New
      </button>
      <select class="export" aria-label="Export" value="" onChange={({ currentTarget }) => save(server, view.id, currentTarget)}>
        <option value="">Export</option>
        {Object.entries(FORMS).map(([form, name]) => (
          <option key={form} value={form}>
            {name}
          </option>
        ))}
      </select>
      <button
        type="button"
        class="sign"
        aria-label={theme === 'dark' ? 'Light colours' : 'Dark colours'}
        onClick={() => {
          turnTheme()
          setTheme(shownTheme())
        }}
      >
        <Icon name={theme === 'dark' ? 'sun' : 'moon'} />
      </button>
    </header>
  )
}

const ENDINGS = { json: 'json', markdown: 'md', path: 'path.json' } as const

function save(server: PlaygroundServer, id: string, chosen: HTMLSelectElement): void {
  const form = chosen.value
  chosen.value = ''
  if (form !== 'json' && form !== 'markdown' && form !== 'path') return
  server.exported(id, form).then(
    (blob) => {
      const link = document.createElement('a')
      link.href = URL.createObjectURL(blob)
      link.download = `${id}.${ENDINGS[form]}`
      link.click()
      URL.revokeObjectURL(link.href)
    },
    // No path can be made of every conversation.
    ({ title }) => alert(String(title)),
  )
}
