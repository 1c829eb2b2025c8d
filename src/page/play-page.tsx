// biome-ignore-all lint/complexity/noExcessiveLinesPerFunction: the whole page, told in order
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { TakenWay } from '../chart/index.js'
import { writeId } from './address.js'
import { ChartPane } from './chart-pane.js'
import { ConversationPane } from './conversation-pane.js'
import { Header } from './header.js'
import { Icon } from './icons.js'
import { Panel, type Tab } from './panel.js'
import type { PlaygroundServer } from './playground-server.js'
import type { Fit, FlowProblem, Later, PlayFlow, PlayPaths } from './protocol.js'
import { StateSheet } from './state-sheet.js'
import { quietly, useChat } from './use-chat.js'
import { useExplanations } from './use-explanations.js'
import { useWalk } from './use-walk.js'
import { WatchingBar } from './watching-bar.js'

export interface PlayPageProperties {
  readonly server: PlaygroundServer
  readonly flow: PlayFlow
  readonly paths: Later<PlayPaths>
  readonly problem: FlowProblem | null
  readonly notice: string | null
  readonly firstId: string
}

const DOCK = [
  ['Chat', 'chat'],
  ['Chart', 'chart'],
  ['Inspect', 'inspect'],
] as const

/** A flow that is played: the conversation, the chart, and what can be known of both. */
export function PlayPage({ server, flow, paths, problem, notice, firstId }: PlayPageProperties) {
  const [id, setId] = useState(firstId)
  const [round, setRound] = useState(0)
  const [typed, setTyped] = useState('')
  const [tab, setTab] = useState<Tab>('Why')
  const [selected, setSelected] = useState<string | null>(null)
  const [docked, setDocked] = useState('Chat')
  const [explained, setExplained] = useState<number | null>(null)
  const opener = useRef<Element | null>(null)
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
  const close = useCallback(() => {
    setSelected(null)
    const before = opener.current
    if (before instanceof HTMLElement || before instanceof SVGElement) before.focus()
  }, [])
  const select = (state: string) => {
    opener.current = document.activeElement
    setSelected(state)
  }
  const put = (text: string) => {
    setTyped(text)
    setDocked('Chat')
    document.getElementById('message')?.focus()
  }
  useKeys(close)
  const wouldWay = useMemo<TakenWay | null>(() => {
    const taken = would === null || would.taken === null ? undefined : would.candidates[would.taken]
    return taken === undefined || would === null ? null : { from: would.state, state: taken.to ?? would.state, transition: taken.name }
  }, [would])
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
            <ChartPane flow={flow} view={view} would={wouldWay} selected={selected} explained={explained} onSelect={select} />
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
            onNotify={(event, payload) => quietly(server.notify(id, event, payload))}
          />
        </div>
      </main>
      <nav class="dock" aria-label="Views">
        {DOCK.map(([name, icon]) => (
          <button type="button" key={name} aria-pressed={docked === name} onClick={() => setDocked(name)}>
            <Icon name={icon} />
            {name}
          </button>
        ))}
      </nav>
    </div>
  )
}

/** Returns the next name that no conversation has. */
async function freeName(server: PlaygroundServer, id: string): Promise<string> {
  const next = nextName(id)
  const { status } = await server.fit(next)
  return status === 'none' ? next : freeName(server, next)
}

/** Counts on: `support-1` is followed by `support-2`. */
function nextName(id: string): string {
  const [, name = id, number = '1'] = /^(.*?)-(\d+)$/.exec(id) ?? []
  return `${name}-${Number(number) + 1}`
}

/** Asks whether the conversation fits whenever another edition is played. */
function useFit(server: PlaygroundServer, id: string, edition: number, onMended: () => void) {
  const [fit, setFit] = useState<Fit | null>(null)
  useEffect(() => {
    let isShown = true
    setFit(null)
    // The first edition is what the conversation was begun with, or says so itself.
    server.fit(id).then(
      (found) => isShown && edition > 0 && setFit(found),
      () => undefined,
    )
    return () => {
      isShown = false
    }
  }, [server, id, edition])
  const mend = (way: { readonly way: 'back' } | { readonly way: 'rename'; readonly to: string }) => {
    server.fit(id, way).then(
      (found) => {
        setFit(found)
        onMended()
      },
      () => undefined,
    )
  }
  return { fit, mend }
}

/** Escape closes the sheet, and `/` goes to the input. */
function useKeys(close: () => void): void {
  useEffect(() => {
    const leaving = new AbortController()
    const onKey = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement
      if (event.key === 'Escape') close()
      else if (event.key === '/' && !isTyping) {
        event.preventDefault()
        document.getElementById('message')?.focus()
      }
    }
    window.addEventListener('keydown', onKey, { signal: leaving.signal })
    return () => leaving.abort()
  }, [close])
}
