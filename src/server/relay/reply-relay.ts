import type { RunPosition, TurnEvent } from '../protocol/events.js'

/** Holds what a running turn has told so far, from one event on. */
export interface RelayedReply {
  readonly attempt: string
  /** The number of the first event. */
  readonly from: number
  readonly events: readonly TurnEvent[]
}

/**
 * Tells other processes what happens in a turn while it runs. It holds nothing that counts: what is lost in it is made anew, or is in the store
 * when the turn is over. A conversation has one running attempt; each run is an attempt of its own.
 */
export interface ReplyRelay {
  /**
   * Begins an attempt. An older one is dropped: nobody reads it any more, and what is appended to it is lost.
   *
   * @param onInterrupt called when somebody asks for the reply to be cut off
   */
  begin(id: string, attempt: string, onInterrupt: () => void): Promise<void>
  /** Adds events to an attempt that runs. They are told in order, and within 50 ms. */
  append(id: string, attempt: string, events: readonly TurnEvent[]): void
  /** Ends an attempt whose outcome is stored, and forgets its events. Does nothing when it is not the newest. */
  end(id: string, attempt: string): Promise<void>
  /**
   * Reads what an attempt has told; undefined when none runs.
   *
   * @param after what is known already: of this very attempt, only the rest is read; of another one, all of it
   */
  read(id: string, after?: RunPosition): Promise<RelayedReply | undefined>
  /**
   * Resolves when there is something new to read, or the attempt is over, or the time is up.
   *
   * @param after what is known already; without it, no attempt is known to run
   */
  changed(id: string, milliseconds: number, after?: RunPosition): Promise<void>
  /** Asks whoever runs the attempt to cut its reply off. Gives whether the attempt runs. */
  signal(id: string, attempt: string, signal: 'interrupt'): Promise<boolean>
  /** Forgets all of a conversation. */
  remove(id: string): Promise<void>
}
