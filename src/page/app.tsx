import { render } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { readAddress } from './address.js'
import { FlowList } from './flow-list.js'
import { PlayPage } from './play-page.js'
import { PlaygroundServer } from './playground-server.js'
import type { FlowPart, FlowProblem, Later, PlayFlow, PlayPaths, PlayProperties, WatchEvent } from './protocol.js'
import { refusalOf } from './refusal.js'
import { startTheme } from './theme.js'

const { token, id } = readAddress()
const server = new PlaygroundServer(token)

/** A notice stays long enough to be read. */
const NOTICE_SHOWN = 6_000

function App() {
  /** Undefined until the server has said; null while no flow is played. */
  const [flow, setFlow] = useState<PlayFlow | null>()
  const [refusal, setRefusal] = useState<string>()
  const [paths, setPaths] = useState<Later<PlayPaths>>({ status: 'working' })
  const [properties, setProperties] = useState<Later<PlayProperties>>({ status: 'working' })
  const [problem, setProblem] = useState<FlowProblem | null>(null)
  const [notice, setNotice] = useState<string | null>(null)
  useEffect(() => {
    const leaving = new AbortController()
    const readFlow = async () => {
      const read = await server.flow()
      setFlow((before) => {
        if (before?.began === read?.began && before?.edition !== read?.edition)
          setNotice('The flow is new; the conversation goes on with it.')
        return read
      })
      setProblem(read?.problem ?? null)
      return read !== null
    }
    const readPaths = () => server.paths().then(setPaths)
    const readProperties = () => server.properties().then(setProperties)
    /** Another edition is another in all its parts. */
    const readAll = async () => {
      if (await readFlow()) await Promise.all([readPaths(), readProperties()])
    }
    const ofPart: Partial<Record<FlowPart, () => Promise<void>>> = { paths: readPaths, properties: readProperties }
    const refuse = (error: unknown) => setRefusal(refusalOf(error))
    const quietly = (read: () => Promise<unknown>) => void read().then(() => setRefusal(undefined), refuse)
    quietly(readAll)
    const take = (event: WatchEvent) => {
      if (event.type === 'flow') quietly(readAll)
      else if (event.type === 'part') quietly(ofPart[event.data.part] ?? readFlow)
      else if (event.type === 'problem') setProblem(event.data)
      else if (event.type === 'notice') setNotice(event.data.message)
    }
    server.watch(take, leaving.signal, refuse).catch(refuse)
    return () => leaving.abort()
  }, [])
  useEffect(() => {
    if (notice === null) return
    const timer = setTimeout(() => setNotice(null), NOTICE_SHOWN)
    return () => clearTimeout(timer)
  }, [notice])
  if (!flow && refusal !== undefined) return <p role="alert">{refusal}</p>
  if (flow === undefined) return null
  if (flow === null) return <FlowList server={server} onChosen={setFlow} />
  return (
    <PlayPage
      server={server}
      flow={flow}
      paths={paths}
      properties={properties}
      problem={problem}
      notice={refusal ?? notice}
      firstId={id ?? flow.id}
    />
  )
}

// Another token, or another conversation: the page begins anew.
addEventListener('hashchange', () => location.reload())
startTheme()
const place = document.getElementById('page')
if (place !== null) render(<App />, place)
