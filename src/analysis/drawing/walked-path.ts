import type { ChartEnd } from '../../chart/drawing.js'

/** Describes a conversation that a drawing walks through, step by step. A `FlowPath` of `talkchart/testing` is one. */
export interface WalkedPath {
  readonly start: WalkedPlace
  readonly steps: readonly { readonly step: WalkedStep; readonly expected: WalkedPlace }[]
}

/** Says where a conversation stands, and by which transition it came there. */
export interface WalkedPlace {
  readonly state: string
  readonly transition: string | null
  readonly outcome: ChartEnd | null
}

/** Describes what happens at a step: a user's message and a reply have a `text`, an event has a name. */
export interface WalkedStep {
  readonly type: string
  readonly text?: string
  readonly event?: string
}
