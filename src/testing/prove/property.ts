import type { ConversationOutcome } from '../../machine/context.js'
import type { LimitKind } from '../../machine/events.js'

/**
 * Names something that happens in a talk. A bare text is the name of a state that is entered, or one of the words `user` (a message is taken
 * up), `missed` (it fires nothing), `failed` (a call fails) and `end`.
 */
export type Atom =
  | string
  | { readonly state: string }
  /** `'billing.refund'`, `'global.human'`, or the bare name of a transition, wherever it is. */
  | { readonly transition: string; readonly to?: string }
  | { readonly missed: string }
  | { readonly failed: string }
  | { readonly limit: LimitKind }
  /** Any end, ends of that outcome, or an end in that state. */
  | { readonly end: true | string | readonly string[] }

/** Names one thing that happens, or any of several. */
export type Of = Atom | readonly Atom[]

/** What every property may say. */
interface PropertyNotes {
  readonly description?: string
  /** Whether failed calls count: as any other step, or not at all. By default a break that takes one is marked. */
  readonly fails?: 'any' | 'never'
}

/** States something of every talk in a flow. */
export type Property = PropertyNotes &
  (
    | { readonly never: Of; readonly after?: Of; readonly before?: Of; readonly until?: Of; readonly again?: true }
    | { readonly atMost: number; readonly of: Of; readonly per?: Of }
    | { readonly whenever: Of; readonly then: Of; readonly within?: number }
    | { readonly eventually: Of; readonly within?: number }
  )

/** One thing that has happened in a talk. */
export type Happening =
  | { readonly type: 'user' }
  | { readonly type: 'entered'; readonly state: string; readonly transition: string | null; readonly from: string | null }
  | { readonly type: 'missed'; readonly state: string }
  | { readonly type: 'failed'; readonly state: string }
  | { readonly type: 'limit'; readonly limit: LimitKind }
  | { readonly type: 'end'; readonly outcome: ConversationOutcome; readonly state: string }

/** Says of a happening whether it is meant. */
export type Matches = (happening: Happening) => boolean
