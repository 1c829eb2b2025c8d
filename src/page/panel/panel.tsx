// biome-ignore-all lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
import { useRef } from 'preact/hooks'
import type { JsonValue } from '../../diagnostics/json.js'
import type { Chat } from '../conversation/use-chat.js'
import type { Later, PlayFlow, PlayPaths, PlayProperties, PlayTurns, TurnExplanation } from '../protocol.js'
import type { Covered } from '../use-covered.js'
import { CheckTab } from './check-tab.js'
import { DataTab } from './data-tab.js'
import { Divider, useHeight } from './divider.js'
import { EventsTab } from './events-tab.js'
import { PathsTab } from './paths-tab.js'
import { PropertiesTab, type PropertiesTabProperties } from './properties-tab.js'
import { UsageTab } from './usage-tab.js'
import { WhyTab } from './why-tab.js'

const TABS = ['Why', 'Check', 'Paths', 'Properties', 'Data', 'Events', 'Usage'] as const
export type Tab = (typeof TABS)[number]

export interface PanelProperties {
  readonly flow: PlayFlow
  readonly view: Chat['view']
  /** What has happened; null until it is known. */
  readonly turns: PlayTurns | null
  readonly paths: Later<PlayPaths>
  readonly properties: Later<PlayProperties>
  readonly covered: Covered
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
  const { flow, paths, properties: judged, tab, onTab } = properties
  const list = useRef<HTMLDivElement>(null)
  const [height, setHeight] = useHeight()
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
  return (
    <section class="panel" aria-label="Inspect" style={{ flexBasis: `${height}%` }}>
      <Divider height={height} onHeight={setHeight} />
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
        <ShownTab {...properties} />
      </div>
    </section>
  )
}

function ShownTab(properties: PanelProperties) {
  const { flow, view, turns, paths, covered, explanation, isPast, tab, onTry, onPlay, onPlayProperty, onWay, onNotify } = properties
  switch (tab) {
    case 'Why':
      return <WhyTab explanation={explanation} isPast={isPast} />
    case 'Check':
      return <CheckTab diagnostics={flow.diagnostics} onTry={onTry} />
    case 'Paths':
      return <PathsTab paths={paths} covered={covered} onPlay={onPlay} />
    case 'Properties':
      return <PropertiesTab properties={properties.properties} onPlay={onPlayProperty} onWay={onWay} />
    case 'Data':
      return <DataTab view={view} before={turns?.before} />
    case 'Events':
      return <EventsTab flow={flow} happened={turns?.happened ?? []} onNotify={onNotify} />
    case 'Usage':
      return <UsageTab view={view} turns={turns?.turns ?? []} />
  }
}
