// biome-ignore-all lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
import { useRef, useState } from 'preact/hooks'
import type { JsonObject, JsonValue } from '../../diagnostics/json.js'
import type { Chat } from '../conversation/use-chat.js'
import type { Later, PlayFlow, PlayPaths, PlayProperties, TurnExplanation } from '../protocol.js'
import { DataTab, EventsTab, UsageTab } from './fact-tabs.js'
import { CheckTab, PathsTab } from './flow-tabs.js'
import { PropertiesTab, type PropertiesTabProperties } from './properties-tab.js'
import { WhyTab } from './why-tab.js'

const TABS = ['Why', 'Check', 'Paths', 'Properties', 'Data', 'Events', 'Usage'] as const
export type Tab = (typeof TABS)[number]

export interface PanelProperties {
  readonly flow: PlayFlow
  readonly view: Chat['view']
  readonly paths: Later<PlayPaths>
  readonly properties: Later<PlayProperties>
  readonly explanation: TurnExplanation | null
  readonly isPast: boolean
  readonly tab: Tab
  readonly onTab: (tab: Tab) => void
  /** Puts a text into the input. */
  readonly onTry: (state: string | undefined, text: string | undefined) => void
  readonly onPlay: (path: number) => void
  readonly onPlayProperty: PropertiesTabProperties['onPlay']
  readonly onWay: PropertiesTabProperties['onWay']
  readonly onNotify: (event: string, payload: JsonValue) => void
}

/** What can be known of the conversation and its flow. */
export function Panel(properties: PanelProperties) {
  const {
    flow,
    view,
    paths,
    properties: judged,
    explanation,
    isPast,
    tab,
    onTab,
    onTry,
    onPlay,
    onPlayProperty,
    onWay,
    onNotify,
  } = properties
  const list = useRef<HTMLDivElement>(null)
  const [height, setHeight] = useState<number | null>(null)
  const counts: Partial<Record<Tab, number>> = {
    ...(flow.diagnostics.status === 'ready' && { Check: flow.diagnostics.value.length }),
    ...(paths.status === 'ready' && { Paths: paths.value.paths.length }),
    ...(judged.status === 'ready' && { Properties: judged.value.properties.length }),
  }
  const step = (event: KeyboardEvent) => {
    const change = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (change === undefined) return
    const next = TABS[(TABS.indexOf(tab) + change + TABS.length) % TABS.length] ?? 'Why'
    onTab(next)
    list.current?.querySelector<HTMLElement>(`#tab-${next}`)?.focus()
  }
  const change = (by: number) => setHeight((now) => Math.min(80, Math.max(15, (now ?? 34) + by)))
  return (
    <section class="panel" aria-label="Inspect" style={height === null ? undefined : { flexBasis: `${height}%` }}>
      {/* biome-ignore lint/a11y/useSemanticElements: a rule that is moved is a separator with a value */}
      <div
        class="divider"
        role="separator"
        tabIndex={0}
        aria-label="Height of the panel"
        aria-orientation="horizontal"
        aria-valuemin={15}
        aria-valuemax={80}
        aria-valuenow={Math.round(height ?? 34)}
        onPointerDown={({ currentTarget, pointerId }) => currentTarget.setPointerCapture(pointerId)}
        onPointerMove={({ movementY, buttons, view: page }) => buttons > 0 && change((-movementY / (page?.innerHeight ?? 900)) * 100)}
        onKeyDown={({ key }) => (key === 'ArrowUp' ? change(4) : key === 'ArrowDown' && change(-4))}
      />
      <div class="tabs" role="tablist" aria-label="What is shown" ref={list} onKeyDown={step}>
        {TABS.map((name) => (
          <button
            type="button"
            key={name}
            id={`tab-${name}`}
            role="tab"
            aria-selected={name === tab}
            aria-controls="panel"
            tabIndex={name === tab ? 0 : -1}
            onClick={() => onTab(name)}
          >
            {name} {counts[name] !== undefined && <small>{counts[name]}</small>}
          </button>
        ))}
      </div>
      <div class="shown-tab" id="panel" role="tabpanel" aria-labelledby={`tab-${tab}`} tabIndex={0}>
        {tab === 'Why' && <WhyTab explanation={explanation} isPast={isPast} />}
        {tab === 'Check' && <CheckTab diagnostics={flow.diagnostics} onTry={onTry} />}
        {tab === 'Paths' && <PathsTab paths={paths} onPlay={onPlay} />}
        {tab === 'Properties' && <PropertiesTab properties={judged} onPlay={onPlayProperty} onWay={onWay} />}
        {tab === 'Data' && <DataTab data={dataOf(view.data)} turn={view.turn} />}
        {tab === 'Events' && <EventsTab flow={flow} view={view} onNotify={onNotify} />}
        {tab === 'Usage' && <UsageTab view={view} />}
      </div>
    </section>
  )
}

function dataOf(data: Chat['view']['data']): JsonObject {
  return JSON.parse(JSON.stringify(data ?? {}))
}
