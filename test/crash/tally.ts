/** What is counted over many kills. Every figure but the first three has to be 0. */
export interface Tally {
  kills: number
  /** Messages that the users had sent in all conversations. */
  messages: number
  /** Model requests that were made a second time, since the process had died before their outcome was stored. */
  repeatedRequests: number
  lost: number
  duplicated: number
  /** Stored conversations whose last turn was there in part. */
  halfTurns: number
  /** Messages that were stored as pending and had no turn at the next opening. */
  notResumed: number
  /** Requests made more than once in one process's life, or again after their outcome was stored. */
  requestsTooMany: number
  unreadable: number
}

export const emptyTally = (): Tally => ({
  kills: 0,
  messages: 0,
  repeatedRequests: 0,
  lost: 0,
  duplicated: 0,
  halfTurns: 0,
  notResumed: 0,
  requestsTooMany: 0,
  unreadable: 0,
})
