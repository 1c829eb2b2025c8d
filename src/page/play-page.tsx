// biome-ignore-all lint/complexity/noExcessiveLinesPerFunction: the whole page, told in order
import { useCallback, useMemo, useState } from 'preact/hooks'
import { writeId } from './address.js'
import { ChartPane } from './chart/chart-pane.js'
import { StateSheet } from './chart/state-sheet.js'
import { ConversationPane } from './conversation/conversation-pane.js'
import { quietly, useChat } from './conversation/use-chat.js'
import { useWalk } from './conversation/use-walk.js'
import { Dock, type DockedView } from './dock.js'
import { freeName } from './free-name.js'
import { Header } from './header/header.js'
import { WatchingBar } from './header/watching-bar.js'
import { Panel, type Tab } from './panel/panel.js'
import { useExplanations } from './panel/use-explanations.js'
import type { PlaygroundServer } from './playground-server.js'
import type { FlowProblem, Later, PlayFlow, PlayPaths, PlayProperties } from './protocol.js'
import { useFit } from './use-fit.js'
import { goToInput, useKeys } from './use-keys.js'
import { useLookedWay } from './use-looked-way.js'
import { useSelection } from './use-selection.js'
import { wouldWay } from './would-way.js'

export interface PlayPageProperties {
  readonly server: PlaygroundServer
  readonly flow: PlayFlow
  readonly paths: Later<PlayPaths>
  readonly properties: Later<PlayProperties>
  readonly problem: FlowProblem | null
  readonly notice: string | null
  readonly firstId: string
}

/** A flow that is played: the conversation, the chart, and what can be known of both. */
export function PlayPage({ server, flow, paths, properties, problem, notice, firstId }: PlayPageProperties) {
  const [id, setId] = useState(firstId)
  const [round, setRound] = useState(0)
  const [typed, setTyped] = useState('')
  const [tab, setTab] = useState<Tab>('Why')
  const { selected, select, close } = useSelection()
  const [docked, setDocked] = useState<DockedView>('Chat')
  const [explained, setExplained] = useState<number | null>(null)
  const chat = useChat(id, server.headers, round)
  const { view } = chat
  const { would, past } = useExplanations({ server, id, typed, explained, view, edition: flow.edition })
  const { fit, mend } = useFit(server, id, flow.edition, () => setRound((count) => count + 1))
  const show = useCallback((next: string) => {
    writeId(next)
    setId(next)
    setExplained(null)
  }, [])
  const begin = () => quietly(freeName(server, id).then(show))
  const walk = useWalk(chat, server)
  const put = (text: string) => {
    setTyped(text)
    setDocked('Chat')
    goToInput()
  }
  useKeys(close)
  const [looked, lookAt] = useLookedWay(would)
  const way = useMemo(() => wouldWay(would) ?? looked, [would, looked])
  const done = new Set(view.transitions.flatMap(({ from, transition }) => (from === selected && transition !== null ? [transition] : [])))
  return (
    <div class={`page docked-${docked}`}>
      <Header server={server} flow={flow} view={view} paths={paths} onNew={begin} />
      <main>
        <ConversationPane
          chat={chat}
          typed={typed}
          onTyped={setTyped}
          would={would}
          explained={explained}
          onExplain={(turn) => {
            setExplained((now) => (now === turn ? null : turn))
            setTab('Why')
          }}
          onFork={(turn) => {
            const fork = async () => {
              const to = await freeName(server, id)
              await server.fork(id, turn, to)
              show(to)
              goToInput()
            }
            quietly(fork())
          }}
        />
        <div class="work">
          <WatchingBar
            problem={problem}
            fit={fit}
            notice={notice}
            onBack={() => mend({ way: 'back' })}
            onRename={(to) => mend({ way: 'rename', to })}
            onNew={begin}
          />
          <div class="charts">
            <ChartPane flow={flow} view={view} would={way} selected={selected} explained={explained} onSelect={select} />
            {selected !== null && (
              <StateSheet
                server={server}
                name={selected}
                edition={flow.edition}
                isHere={selected === view.state && view.outcome === null}
                done={done}
                onTry={put}
                onClose={close}
              />
            )}
          </div>
          <Panel
            flow={flow}
            view={view}
            paths={paths}
            properties={properties}
            explanation={would ?? past}
            isPast={would === null}
            tab={tab}
            onTab={setTab}
            onTry={(state, text) => {
              if (state !== undefined) select(state)
              if (text !== undefined) setTyped(text)
            }}
            onPlay={(path) => {
              setDocked('Chat')
              const play = async () => {
                const to = await freeName(server, id)
                const { steps } = await server.walk(path, to)
                walk(to, steps)
                show(to)
              }
              quietly(play())
            }}
            onPlayProperty={({ number }) => {
              setDocked('Chat')
              const play = async () => {
                const to = await freeName(server, id)
                const { steps } = await server.walkProperty(number, to)
                walk(to, steps)
                show(to)
              }
              quietly(play())
            }}
            onWay={lookAt}
            onNotify={(event, payload) => quietly(server.notify(id, event, payload))}
          />
        </div>
      </main>
      <Dock docked={docked} onDock={setDocked} />
    </div>
  )
}
