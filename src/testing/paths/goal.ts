import type { FieldSourceKind } from '../../conditions/fields/field-source.js'
import { type Alternative, describeAlternative } from '../../conditions/witness/index.js'
import type { FlowEdgeKind } from '../../definition/flow-edge.js'
import type { FailedStep } from '../../machine/context.js'
import type { LimitKind } from '../../machine/events.js'

/** Names one thing that paths are to show. */
export type Goal =
  | { readonly kind: 'state'; readonly state: string }
  /** A way from a state to a state; `name` is null for the ways that have none. */
  | {
      readonly kind: 'transition'
      readonly state: string
      readonly name: string | null
      readonly way: FlowEdgeKind
      readonly to: string
    }
  /** An alternative of a transition's condition; `state` is null for a global transition, which is shown in one state. */
  | { readonly kind: 'alternative'; readonly state: string | null; readonly transition: string; readonly alternative: Alternative }
  /**
   * A message is taken otherwise than it would be if a state's transitions (those of the whole flow where `state` is null) were like they are but for
   * one change: a keyword less, two in the other order.
   */
  | { readonly kind: 'contrast'; readonly state: string | null; readonly change: string }
  /** A flow is called by a transition, from whichever state; shown once. */
  | { readonly kind: 'digression'; readonly state: null; readonly name: string; readonly flow: string }
  /** A state goes on after a digression. */
  | { readonly kind: 'resumed'; readonly state: string }
  /** An outcome leads on for one who called: a call state (`name` is null), or a transition of a state or (`caller` is null) of the whole flow. */
  | {
      readonly kind: 'outcome'
      readonly state: string
      readonly caller: string | null
      readonly name: string | null
    }
  /** A wording is spoken: an entry of `when`, a variant, a prompt of a list, by where it stands; `state` is null for one of the flow's. */
  | { readonly kind: 'wording'; readonly state: string | null; readonly place: string }
  /** What is suggested in a state is said. */
  | { readonly kind: 'suggestion'; readonly state: string; readonly text: string }
  /**
   * The data is changed at a path (null for all of it): by a state (`name` is null), by a transition of a state or (`state` is null) of the whole flow.
   */
  | { readonly kind: 'change'; readonly state: string | null; readonly name: string | null; readonly path: string | null }
  /** A digression is not taken, as its flow is active already; `state` is null for a global transition, which is shown in one state. */
  | { readonly kind: 'heldBack'; readonly state: string | null; readonly name: string; readonly flow: string }
  /** A field is asked for, a value of it does not fit, one is filled, or an answer tells nothing, in a state. */
  | { readonly kind: 'field'; readonly state: string; readonly field: string; readonly what: 'asked' | 'refused' | 'filled' | 'missed' }
  /** A state that collects is told more than one thing at once, or is entered with nothing missing. */
  | { readonly kind: 'collecting'; readonly state: string; readonly how: 'atOnce' | 'complete' }
  /** A field that is read in one way is corrected in a state. */
  | { readonly kind: 'correction'; readonly state: string; readonly source: FieldSourceKind }
  | { readonly kind: 'failure'; readonly state: string; readonly during: FailedStep; readonly about: 'user' | 'reply' | null }
  /** A reply of a state is cut off before it says anything, or is empty; or a message or an event comes where a call of the state has failed. */
  | { readonly kind: 'mishap'; readonly state: string; readonly what: 'cutOff' | 'empty' | 'message' | 'event' }
  /** A limit met in a state; `to` is null where it ends the conversation, `limited` the state that may not be entered again. */
  | {
      readonly kind: 'limit'
      readonly state: string
      readonly limit: LimitKind
      readonly to: string | null
      readonly limited?: string
    }
  /** An event that is taken where the conversation stays; `state` is null where the flow's own `on` does it. */
  | { readonly kind: 'event'; readonly state: string | null; readonly event: string }
  /** An event that nothing handles. */
  | { readonly kind: 'ignoredEvent' }
  /** A message in a state that waits for events. */
  | { readonly kind: 'keptMessage'; readonly state: string }

/**
 * Returns the same key for the same goal.
 *
 * @example goalKey({ kind: 'state', state: 'help' }) // 'state help'
 */
export function goalKey(goal: Goal): string {
  switch (goal.kind) {
    case 'state':
      return `state ${goal.state}`
    case 'transition':
      return JSON.stringify([goal.way, goal.state, goal.name, goal.to])
    case 'alternative': {
      const { position, value, holds } = goal.alternative
      return JSON.stringify(['alternative', goal.state, goal.transition, position, value ?? null, holds])
    }
    case 'contrast':
      return JSON.stringify(['contrast', goal.state, goal.change])
    case 'digression':
      return JSON.stringify(['digression', goal.name, goal.flow])
    case 'heldBack':
      return JSON.stringify(['held back', goal.state, goal.name, goal.flow])
    case 'resumed':
      return JSON.stringify(['resumed', goal.state])
    case 'outcome':
      return JSON.stringify(['outcome', goal.state, goal.caller, goal.name])
    case 'wording':
      return JSON.stringify(['wording', goal.state, goal.place])
    case 'suggestion':
      return JSON.stringify(['suggestion', goal.state, goal.text])
    case 'change':
      return JSON.stringify(['change', goal.state, goal.name, goal.path])
    case 'field':
      return JSON.stringify(['field', goal.state, goal.field, goal.what])
    case 'collecting':
      return JSON.stringify(['collecting', goal.state, goal.how])
    case 'correction':
      return JSON.stringify(['correction', goal.state, goal.source])
    case 'failure':
      return JSON.stringify(['failure', goal.state, goal.during, goal.about])
    case 'mishap':
      return JSON.stringify(['mishap', goal.state, goal.what])
    case 'limit':
      return JSON.stringify(['limit', goal.state, goal.limit, goal.to, goal.limited ?? null])
    case 'event':
      return JSON.stringify(['handled', goal.state, goal.event])
    case 'ignoredEvent':
      return goal.kind
    case 'keptMessage':
      return JSON.stringify(['kept', goal.state])
  }
}

/**
 * Describes a goal in a few words, for people.
 *
 * @example
 * describeGoal({ kind: 'transition', state: 'greeting', name: 'continue', way: 'transition', to: 'help' }) // 'greeting → help (continue)'
 */
export function describeGoal(goal: Goal): string {
  switch (goal.kind) {
    case 'state':
      return `state ${goal.state}`
    case 'transition':
      return `${goal.state} → ${goal.to} (${goal.name ?? WAYS[goal.way]})`
    case 'alternative':
      return `${goal.state ?? 'anywhere'}: ${goal.transition}, ${describeAlternative(goal.alternative)}`
    case 'contrast':
      return `${goal.state ?? 'anywhere'}: told from ${goal.change}`
    case 'digression':
      return `${goal.name} calls ${goal.flow}`
    case 'heldBack':
      return `${goal.state ?? 'anywhere'}: ${goal.name} does not call ${goal.flow}, which is active`
    case 'resumed':
      return `${goal.state} goes on after a digression`
    case 'outcome':
      return `${goal.state} ends what ${[goal.caller, goal.name].filter((part) => part !== null).join(', ')} has called`
    case 'wording':
      return `${goal.state ?? 'anywhere'}: speaks ${goal.place}`
    case 'suggestion':
      return `${goal.state}: ${JSON.stringify(goal.text)} is taken up`
    case 'change':
      return `${[goal.state ?? 'anywhere', ...(goal.name === null ? [] : [goal.name])].join(': ')} changes ${goal.path ?? 'all data'}`
    case 'field':
      return `${goal.state}: ${goal.field} ${FIELD[goal.what]}`
    case 'collecting':
      return `${goal.state}: ${COLLECTING[goal.how]}`
    case 'correction':
      return `${goal.state}: a correction is heard (${goal.source})`
    case 'failure':
      return `${goal.state}: ${goal.during} fails${goal.about === 'reply' ? ' on the reply' : ''}`
    case 'mishap':
      return `${goal.state}: ${MISHAPS[goal.what]}`
    case 'limit':
      return describeLimit(goal)
    case 'event':
      return `${goal.state ?? 'anywhere'}: ${goal.event} is taken`
    case 'ignoredEvent':
      return 'anywhere: an event is ignored'
    case 'keptMessage':
      return `${goal.state}: a message is kept`
  }
}

function describeLimit({ state, limit, to, limited }: Extract<Goal, { readonly kind: 'limit' }>): string {
  const from = limited === undefined || limited === state ? '' : `, coming from ${state}`
  return `${limited ?? state}: ${limit} is reached${from} → ${to ?? 'the end'}`
}

const MISHAPS = {
  cutOff: 'a reply is cut off',
  empty: 'a reply is empty',
  message: 'a message comes after a failed call',
  event: 'an event comes after a failed call',
} as const

const FIELD = { asked: 'is asked for', refused: 'does not fit', filled: 'is filled', missed: 'is not told' } as const

const COLLECTING = { atOnce: 'several fields are filled at once', complete: 'nothing is missing on entering' } as const

const WAYS: Readonly<Record<FlowEdgeKind, string>> = {
  collected: 'when all is collected',
  corrected: 'by a correction',
  transition: 'transition',
  global: 'global transition',
  advance: 'goes on',
  noMatch: 'no match',
  timeout: 'silence',
  limit: 'limit',
  error: 'the actor fails',
  call: 'calls',
  digression: 'digression',
  return: 'outcome',
  resume: 'resumed',
  event: 'an event',
}
