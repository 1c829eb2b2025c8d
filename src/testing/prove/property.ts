import type { ConversationData } from '../../conditions/condition.js'
import type { ConversationOutcome } from '../../machine/context.js'
import type { LimitKind } from '../../machine/events.js'

export type { Atom, DataTest, Of, Property } from '../../definition/properties/property.js'

/** One thing that has happened in a talk, without the data. */
export type Occurrence =
  | { readonly type: 'user' }
  | {
      readonly type: 'entered'
      readonly state: string
      readonly transition: string | null
      readonly from: string | null
      /** Whose outcome the transition is: the state that had called the flow, or `global`. */
      readonly caller?: string
    }
  /** The state has spoken, and was not cut off. */
  | { readonly type: 'said'; readonly state: string }
  /** A model call has succeeded. */
  | { readonly type: 'called'; readonly state: string }
  /** The state's `invoke` is done. */
  | { readonly type: 'worked'; readonly state: string }
  | { readonly type: 'missed'; readonly state: string }
  | { readonly type: 'failed'; readonly state: string }
  | { readonly type: 'limit'; readonly limit: LimitKind }
  /** An event from outside was taken. */
  | { readonly type: 'event'; readonly event: string }
  /** A field is asked for. */
  | { readonly type: 'asked'; readonly field: string }
  | { readonly type: 'end'; readonly outcome: ConversationOutcome; readonly state: string }

/**
 * One thing that has happened in a talk, and the data as it is then: what the action changes that brings it about is in it. A model gives
 * representatives in it, which answer the tests of `Automaton.tests` as the data would.
 */
export type Happening = Occurrence & { readonly data: ConversationData }

/** Says of a happening whether it is meant. */
export type Matches = (happening: Happening) => boolean
