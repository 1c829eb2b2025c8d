import { useState } from 'preact/hooks'
import type { PlaygroundServer } from '../playground-server.js'
import type { StoredConversation } from '../protocol.js'
import { closeMenus, Menu } from './menu.js'

export interface ConversationsProperties {
  readonly server: PlaygroundServer
  /** The one that is shown. */
  readonly id: string
  readonly onShow: (id: string) => void
}

/** The conversations that are stored, the newest first. */
export function Conversations({ server, id, onShow }: ConversationsProperties) {
  const [stored, setStored] = useState<readonly StoredConversation[]>([])
  const read = () =>
    void server.list().then(
      ({ conversations }) => setStored(conversations),
      () => setStored([]),
    )
  return (
    <Menu id="conversations" label={id} onOpen={read}>
      {stored.map((each) => (
        <button
          type="button"
          key={each.id}
          aria-current={each.id === id}
          onClick={() => {
            closeMenus()
            onShow(each.id)
          }}
        >
          {each.id} <code>{each.state}</code>
          <small>
            {each.phase}, turn {each.turn}, {new Date(each.updatedAt).toLocaleString()}
          </small>
        </button>
      ))}
    </Menu>
  )
}
