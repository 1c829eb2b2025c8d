import { useEffect, useState } from 'preact/hooks'
import type { PlaygroundServer } from './playground-server.js'
import type { PlayFlow, PlayList } from './protocol.js'

export interface FlowListProperties {
  readonly server: PlaygroundServer
  readonly onChosen: (flow: PlayFlow) => void
}

/** The flows that come with talkchart, where `play` was started without one. */
export function FlowList({ server, onChosen }: FlowListProperties) {
  const [list, setList] = useState<PlayList>()
  const [problem, setProblem] = useState<string>()
  useEffect(() => {
    server.list().then(setList, ({ title }) => setProblem(String(title)))
  }, [server])
  if (problem !== undefined) return <p role="alert">{problem}</p>
  return (
    <main class="list">
      <h1>talkchart play</h1>
      <ul>
        {list?.flows.map(({ name, description }) => (
          <li key={name}>
            <button type="button" disabled={!list.mayChoose} onClick={() => void server.choose(name).then(onChosen)}>
              {name}
            </button>{' '}
            {description}
          </li>
        ))}
      </ul>
    </main>
  )
}
