import type { ConversationData } from '../../conditions/condition.js'
import type { Chat } from '../conversation/use-chat.js'

export interface DataTabProperties {
  readonly view: Chat['view']
  /** What was known before the last turn; undefined where that is not known. */
  readonly before: ConversationData | undefined
}

/** What is known, as JSON; what the last turn changed is marked. */
export function DataTab({ view, before }: DataTabProperties) {
  const data: ConversationData = { ...view.data }
  const names = [...new Set([...Object.keys(data), ...Object.keys(before ?? {})])]
  if (names.length === 0) return <p class="hint">Nothing is known yet.</p>
  return (
    <dl class="data">
      {names.map((name) => {
        const text = written(data[name])
        const earlier = written(before?.[name])
        const isChanged = before !== undefined && text !== earlier
        return (
          <div key={name} class={isChanged ? 'changed' : undefined}>
            <dt>{name}</dt>
            <dd>
              {text}
              {isChanged && <small> {earlier === '' ? 'new' : `was ${earlier}`}</small>}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

/** Empty for what is not there. */
function written(value: unknown): string {
  return JSON.stringify(value, null, 2) ?? ''
}
