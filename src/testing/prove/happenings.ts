import type { MachineConfigJson } from '../../machine/config.js'
import type { StackFrame } from '../../machine/context.js'
import type { ConversationEmitted } from '../../machine/events.js'
import type { ObservedState } from '../paths/observed-state.js'
import type { Happening, Occurrence } from './property.js'
import { isToldAction, type ToldAction } from './told-actions.js'

const OUTCOMES: Readonly<Record<string, 'completed' | 'limit' | 'cancelled'>> = {
  $completed: 'completed',
  $limit: 'limit',
  $cancelled: 'cancelled',
}

/** Says how many calls of a model an understanding in a state makes: one for each model that is asked. */
export type CallsOf = (state: string) => number

/** Reads from a config how many calls an understanding makes. The flow's own functions are no model. */
export function callsIn({ states }: MachineConfigJson): CallsOf {
  const calls = new Map<string, number>()
  for (const [name, { states: substates = {} }] of Object.entries(states)) {
    const asked = Object.values(substates).map(({ meta }) => (Array.isArray(meta?.questions) ? meta.questions : []))
    calls.set(name, Math.max(0, ...asked.map((questions) => new Set(questions.map(modelOf)).size)))
  }
  return (state) => calls.get(state) ?? 0
}

function modelOf(question: unknown): unknown {
  return typeof question === 'object' && question !== null && 'model' in question ? question.model : null
}

/**
 * Lists what has happened in a step of a machine `withToldActions`, by what it told its listeners, in the order of its actions.
 *
 * @param calls how many calls an understanding makes
 */
export function happeningsOf({ happened, value, context }: ObservedState, calls: CallsOf): readonly Happening[] {
  const list: Happening[] = []
  const events: readonly (ConversationEmitted | ToldAction)[] = happened
  let acted: ToldAction | undefined
  let ended: StackFrame | undefined
  for (const event of events) {
    if (isToldAction(event)) {
      acted = event
      // The frame of a call that has ended is dropped right before the next state is entered.
      ended = event.action === 'unwind' && event.params.ended !== undefined ? event.frame : event.action === 'enter' ? ended : undefined
      list.push(...actedOf(event, calls).map((occurrence) => ({ ...occurrence, data: event.data })))
      continue
    }
    const { data = context.data } = acted ?? {}
    list.push(...emittedOf(event, ended).map((occurrence) => ({ ...occurrence, data })))
  }
  return [...list, ...endAt(value, context.state).map((occurrence) => ({ ...occurrence, data: context.data }))]
}

/** The end, where a position is one. */
export function endAt(value: unknown, state: string): readonly Occurrence[] {
  const outcome = typeof value === 'string' && Object.hasOwn(OUTCOMES, value) ? OUTCOMES[value] : undefined
  return outcome === undefined ? [] : [{ type: 'end', outcome, state }]
}

/** What an action brings about that it tells nobody. */
function actedOf({ action, params, state, event, speaks }: ToldAction, calls: CallsOf): readonly Occurrence[] {
  switch (action) {
    case 'recordReply':
      return [{ type: 'called', state }, ...spoken(speaks, state)]
    case 'speak':
      return spoken(speaks, state)
    case 'recordUnderstanding':
    case 'recordTold':
      return Array.from({ length: calls(state) }, () => ({ type: 'called', state }))
    case 'saveOutput':
      return [{ type: 'worked', state }]
    case 'takeEvent':
      return [{ type: 'event', event }]
    case 'ask':
      return [{ type: 'asked', field: String(params.field) }]
    default:
      return []
  }
}

/** However many messages it is said in. */
function spoken(speaks: boolean, state: string): readonly Occurrence[] {
  return speaks ? [{ type: 'said', state }] : []
}

/** @param ended the call that has just ended */
function emittedOf(event: ConversationEmitted, ended: StackFrame | undefined): readonly Occurrence[] {
  switch (event.type) {
    case 'message.added':
      return event.message.role === 'user' ? [{ type: 'user' }] : []
    case 'state.entered': {
      const { state, transition, from } = event
      return [{ type: 'entered', state, transition, from, ...(ended === undefined ? {} : { caller: callerOf(ended) }) }]
    }
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

/** Who names the outcome by which a state is entered. */
function callerOf({ by, from }: StackFrame): string {
  return by?.scope === 'global' ? 'global' : from
}

/** Describes a happening in a few words. */
export function describeHappening(happening: Occurrence): string {
  switch (happening.type) {
    case 'user':
      return 'user'
    case 'entered':
      return `entered ${happening.state}${happening.transition === null ? '' : ` by ${happening.transition}`}${happening.from === null ? '' : ` from ${happening.from}`}`
    case 'limit':
      return `limit ${happening.limit}`
    case 'event':
      return `event ${happening.event}`
    case 'asked':
      return `asked ${happening.field}`
    case 'end':
      return `end ${happening.outcome} in ${happening.state}`
    default:
      return `${happening.type} ${happening.state}`
  }
}
