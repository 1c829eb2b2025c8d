// biome-ignore-all lint/complexity/noExcessiveLinesPerFunction: the whole page, told in order
import { useMemo, useState } from 'preact/hooks'
import type { JsonValue } from '../diagnostics/json.js'
import { ChartPane } from './chart/chart-pane.js'
import { StateSheet } from './chart/state-sheet.js'
import { ConversationPane } from './conversation/conversation-pane.js'
import { useChat } from './conversation/use-chat.js'
import { useWalk } from './conversation/use-walk.js'
import { Dock, type DockedView } from './dock.js'
import { Header } from './header/header.js'
import { WatchingBar } from './header/watching-bar.js'
import { KeysDialog } from './keys-dialog.js'
import { Panel, type Tab } from './panel/panel.js'
import { useExplanations } from './panel/use-explanations.js'
import { useTurns, useWays } from './panel/use-turns.js'
import type { PlaygroundServer } from './playground-server.js'
import type { FlowProblem, Later, PlayFlow, PlayPaths, PlayProperties } from './protocol.js'
import { refusalOf } from './refusal.js'
import { useCovered } from './use-covered.js'
import { useFit } from './use-fit.js'
import { goToInput, useKeys } from './use-keys.js'
import { useLookedWay } from './use-looked-way.js'
import { usePlayState } from './use-play-state.js'
import { useSelection } from './use-selection.js'
import { useShownId } from './use-shown-id.js'
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
  const [round, setRound] = useState(0)
  const [typed, setTyped] = useState('')
  const [tab, setTab] = useState<Tab>('Why')
  const [docked, setDocked] = useState<DockedView>('Chat')
  const [explained, setExplained] = useState<number | null>(null)
  const [isListing, setListing] = useState(false)
  const { id, names, show } = useShownId(server, firstId, () => setExplained(null))
  const { selected, select, close } = useSelection()
  const chat = useChat(server, id, round)
  const turns = useTurns(server, chat.view)
  const view = useWays(chat.view, turns)
  const { would, past } = useExplanations({ server, id, typed, explained, view, edition: flow.edition })
  const { fit, mend } = useFit(server, id, flow.edition, () => setRound((count) => count + 1))
  const covered = useCovered(view)
  const place = usePlayState(server, view.outcome === null ? view.state : undefined, flow.edition)
  const walk = useWalk(chat, server)
  const [refusal, setRefusal] = useState<string | null>(null)
  const attempt = (work: Promise<unknown>) => {
    setRefusal(null)
    work.catch((error: unknown) => setRefusal(refusalOf(error)))
  }
  const begin = async () => {
    show(await names.fresh(id))
    goToInput()
  }
  const put = (text: string) => {
    setTyped(text)
    setDocked('Chat')
    goToInput()
  }
  const fork = async (turn: number) => {
    const to = await names.free(id)
    await server.fork(id, turn, to)
    show(to)
    goToInput()
  }
  const play = async (list: 'paths' | 'properties', number: number) => {
    setDocked('Chat')
    const to = await names.free(id)
    const { steps } = await server.walk(list, number, to)
    walk(to, steps)
    show(to)
  }
  const notify = (event: string, payload: JsonValue) => attempt(server.notify(id, event, payload))
  useKeys(close, setListing)
  const [looked, lookAt] = useLookedWay(would)
  const way = useMemo(() => wouldWay(would) ?? looked, [would, looked])
  const done = new Set(view.transitions.flatMap(({ from, transition }) => (from === selected && transition !== null ? [transition] : [])))
  return (
    <div class={`page docked-${docked}`}>
      <Header server={server} flow={flow} view={view} onShow={show} onNew={() => attempt(begin())} onKeys={() => setListing(true)} />
      <WatchingBar
        problem={problem}
        fit={fit}
        notice={refusal ?? notice}
        onBack={() => mend({ way: 'back' })}
        onRename={(to) => mend({ way: 'rename', to })}
        onNew={() => attempt(begin())}
      />
      <main>
        <ConversationPane
          chat={chat}
          ways={view.transitions}
          isDrifted={fit?.status === 'drifted'}
          typed={typed}
          onTyped={setTyped}
          would={would}
          place={place}
          explained={explained}
          onExplain={(turn) => {
            setExplained((now) => (now === turn ? null : turn))
            setTab('Why')
          }}
          onGoBack={(turn) => {
            attempt(chat.rewind(turn))
            // The button may go with its turn.
            goToInput()
          }}
          onFork={(turn) => attempt(fork(turn))}
          onNotify={notify}
        />
        <div class="work">
          <div class="charts">
            <ChartPane flow={flow} view={view} would={way} covered={covered} selected={selected} explained={explained} onSelect={select} />
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
            turns={turns}
            paths={paths}
            properties={properties}
            covered={covered}
            explanation={would ?? past}
            isPast={would === null}
            tab={tab}
            onTab={setTab}
            onTry={(state, text) => {
              if (state !== undefined) select(state)
              if (text !== undefined) setTyped(text)
            }}
            onPlay={(path) => attempt(play('paths', path))}
            onPlayProperty={({ number }) => attempt(play('properties', number))}
            onWay={lookAt}
            onNotify={notify}
          />
        </div>
      </main>
      <Dock docked={docked} onDock={setDocked} />
      {isListing && <KeysDialog onClose={() => setListing(false)} />}
    </div>
  )
}
