import type { ConversationEmitted } from '../../machine/events.js'
import type { ObservedState } from '../paths/observed-state.js'
import type { Happening } from './property.js'

const OUTCOMES: Readonly<Record<string, 'completed' | 'limit' | 'cancelled'>> = {
  $completed: 'completed',
  $limit: 'limit',
  $cancelled: 'cancelled',
}

/** Lists what has happened in a step of the machine, by what it told its listeners. */
export function happeningsOf({ happened, value, context }: ObservedState): readonly Happening[] {
  return [...happened.flatMap(happeningOf), ...endAt(value, context.state)]
}

/** The end, where a position is one. */
export function endAt(value: unknown, state: string): readonly Happening[] {
  const outcome = typeof value === 'string' && Object.hasOwn(OUTCOMES, value) ? OUTCOMES[value] : undefined
  return outcome === undefined ? [] : [{ type: 'end', outcome, state }]
}

function happeningOf(event: ConversationEmitted): readonly Happening[] {
  switch (event.type) {
    case 'message.added':
      return event.message.role === 'user' ? [{ type: 'user' }] : []
    case 'state.entered':
      return [{ type: 'entered', state: event.state, transition: event.transition, from: event.from }]
    case 'no.match':
      return [{ type: 'missed', state: event.state }]
    case 'model.failed':
      return [{ type: 'failed', state: event.state }]
    case 'limit.reached':
      return [{ type: 'limit', limit: event.limit }]
    default:
      return []
  }
}

/** Describes a happening in a few words. */
export function describeHappening(happening: Happening): string {
  switch (happening.type) {
    case 'user':
      return 'user'
    case 'entered':
      return `entered ${happening.state}${happening.transition === null ? '' : ` by ${happening.transition}`}${happening.from === null ? '' : ` from ${happening.from}`}`
    case 'limit':
      return `limit ${happening.limit}`
    case 'end':
      return `end ${happening.outcome} in ${happening.state}`
    default:
      return `${happening.type} ${happening.state}`
  }
}
