import type { TakenWay } from '../../chart/index.js'
import type { Later, PlayProperties, PlayProperty } from '../protocol.js'
import { Waiting } from '../waiting.js'

export interface PropertiesTabProperties {
  readonly properties: Later<PlayProperties>
  /** Plays the talk that breaks a property. */
  readonly onPlay: (property: PlayProperty) => void
  /** Shows a way in the chart. */
  readonly onWay: (way: TakenWay) => void
}

const OUTCOMES = { held: 'holds', broken: 'breaks', open: 'open' } as const

/** What holds in every talk; a click on what does not plays the talk that breaks it, and shows where. */
export function PropertiesTab({ properties, onPlay, onWay }: PropertiesTabProperties) {
  if (properties.status !== 'ready') return <Waiting part={properties} />
  const { properties: judged, left } = properties.value
  return (
    <>
      <ul class="rows">
        {judged.map((property) => (
          <li key={property.name} class={weightOf(property)}>
            <Row property={property} onPlay={onPlay} onWay={onWay} />
          </li>
        ))}
      </ul>
      {left > 0 && <p class="hint">{left} more are being judged…</p>}
    </>
  )
}

function Row({ property, onPlay, onWay }: { readonly property: PlayProperty } & Omit<PropertiesTabProperties, 'properties'>) {
  const { name, states, outcome, note, talk, doubtful } = property
  const mayPlay = talk !== null && talk.undrivable === null
  const [way = talk?.way ?? null, ...others] = doubtful
  const act = () => {
    if (way !== null) onWay(way)
    if (mayPlay) onPlay(property)
  }
  return (
    <>
      <button type="button" disabled={way === null && !mayPlay} onClick={act}>
        <b>{OUTCOMES[outcome]}</b> <code>{name}</code>
        <span>
          {states} <small>{[note, talk?.undrivable ?? ''].filter((text) => text !== '').join('; ')}</small>
        </span>
      </button>
      {others.map((each) => (
        <button type="button" key={`${each.from} ${each.state} ${each.transition}`} onClick={() => onWay(each)}>
          <b /> <code>{each.from}</code>
          <span>
            {each.transition ?? 'nothing'} → {each.state}
          </span>
        </button>
      ))}
    </>
  )
}

function weightOf({ outcome, counts }: PlayProperty): string {
  if (outcome === 'held') return 'held'
  if (!counts) return 'info'
  return outcome === 'broken' ? 'error' : 'warning'
}
