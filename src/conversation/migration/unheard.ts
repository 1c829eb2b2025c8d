import { quote } from '../../diagnostics/quote.js'
import type { WaitingEvent, WaitingMessage } from '../../machine/context.js'
import type { FlowMeta } from '../../machine/meta.js'

/** What waits for its turn, in a record or in its inbox. */
type Waiting = Pick<WaitingMessage, 'by'> | Pick<WaitingEvent, 'type'>

/** Tells whether a flow hears what waits: it may have been declared by an earlier version alone. */
export function isHeard({ events }: Pick<FlowMeta, 'events'>, waiting: Waiting): boolean {
  if ('type' in waiting) return events?.includes(waiting.type) === true
  return waiting.by === undefined || events !== undefined
}

/** Says of what waits and is not heard any more that it is dropped. */
export function unheardProblem(id: string, waiting: Waiting): string {
  const what = 'type' in waiting ? `the event ${quote(waiting.type)}` : 'what a person said in the place of the flow'
  return `The flow does not hear ${what} any more, which was waiting in the conversation ${quote(id)}. It is dropped.`
}
