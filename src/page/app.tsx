import { render } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { readAddress, writeId } from './address.js'
import { ConversationPane } from './conversation-pane.js'
import { FlowList } from './flow-list.js'
import { PlaygroundServer } from './playground-server.js'
import type { PlayFlow } from './protocol.js'

const { token, id: openId } = readAddress()
const server = new PlaygroundServer(token)

function App() {
  const [flow, setFlow] = useState<PlayFlow | null>(null)
  const [id, setId] = useState(openId)
  useEffect(() => {
    const leaving = new AbortController()
    void server.watch((event) => {
      if (event.type === 'flow' || event.type === 'part') void server.flow().then(setFlow)
    }, leaving.signal)
    return () => leaving.abort()
  }, [])
  if (flow === null) return <FlowList server={server} onChosen={setFlow} />
  const shown = id ?? flow.id
  const begin = () => {
    const next = freshName(shown)
    writeId(next)
    setId(next)
  }
  return (
    <main>
      <h1>
        talkchart play <small>{flow.file}</small>
      </h1>
      <ConversationPane key={shown} id={shown} headers={server.headers} onNew={begin} />
    </main>
  )
}

/** Counts on: `support-1` is followed by `support-2`. */
function freshName(id: string): string {
  const [, name = id, number = '1'] = /^(.*?)-(\d+)$/.exec(id) ?? []
  return `${name}-${Number(number) + 1}`
}

const place = document.getElementById('page')
if (place !== null) render(<App />, place)
