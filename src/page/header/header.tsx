import type { Chat } from '../conversation/use-chat.js'
import { Icon } from '../icons.js'
import type { PlaygroundServer } from '../playground-server.js'
import type { PlayFlow } from '../protocol.js'
import { turnTheme } from '../theme.js'
import { Conversations } from './conversations.js'
import { ExportMenu } from './export-menu.js'
import { closeMenus } from './menu.js'

export interface HeaderProperties {
  readonly server: PlaygroundServer
  readonly flow: PlayFlow
  readonly view: Chat['view']
  readonly onShow: (id: string) => void
  readonly onNew: () => void
  readonly onKeys: () => void
}

/** Where the conversation is, how much of the flow it has seen, and what can be done with it. */
export function Header({ server, flow, view, onShow, onNew, onKeys }: HeaderProperties) {
  const seen = new Set([flow.initialState, ...view.transitions.flatMap(({ from, state }) => [from, state])]).size
  const all = flow.states.length
  const closing = (act: () => void) => () => {
    closeMenus()
    act()
  }
  return (
    <header class="top">
      <h1>
        talkchart <span>play</span>
      </h1>
      <code class="file">{flow.file}</code>
      <p class={`now ${view.status}`} role="status">
        <code>{view.state ?? flow.initialState}</code> <span>{view.outcome ?? view.status}</span>
      </p>
      <p class="seen">
        <b>{seen}</b>/{all}
        <span class="unseen"> states seen</span>
      </p>
      <button type="button" class="sign more" aria-label="Menu" popovertarget="actions">
        <Icon name="more" />
      </button>
      {/* A small screen shows it as a menu, and a large one as it is. */}
      <div id="actions" class="actions" popover="auto">
        <Conversations server={server} id={view.id} onShow={onShow} />
        <button type="button" onClick={closing(onNew)}>
          New
        </button>
        <ExportMenu server={server} id={view.id} />
        <button type="button" class="sign" aria-label="Light or dark" onClick={turnTheme}>
          <Icon name="theme" />
        </button>
        <button type="button" class="sign" aria-label="Keys" onClick={closing(onKeys)}>
          ?
        </button>
      </div>
    </header>
  )
}
