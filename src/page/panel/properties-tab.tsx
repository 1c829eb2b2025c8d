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

/** What holds in every talk; a click on what does not plays the talk that breaks it, and shows where. */
export function PropertiesTab({ properties, onPlay, onWay }: PropertiesTabProperties) {
  if (properties.status !== 'ready') return <Waiting part={properties} />
  const { properties: judged, left } = properties.value
  return (
    <>
      <ul class="rows">
        {judged.map((property) => (
          <li key={property.name} class={property.weight}>
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
  const [way = talk?.way, ...others] = doubtful
  const act = () => {
    if (way) onWay(way)
    if (talk?.mayPlay) onPlay(property)
  }
  return (
    <>
      <button type="button" disabled={!way && !talk?.mayPlay} onClick={act}>
        <b>{outcome}</b> <code>{name}</code>
        <span>
          {states} <small>{note}</small>
        </span>
      </button>
      {others.map((each) => (
        <button type="button" key={each} onClick={() => onWay(each)}>
          <b /> <code>{each.transition}</code>
          <span>
            {each.from} → {each.state}
          </span>
        </button>
      ))}
    </>
  )
}
