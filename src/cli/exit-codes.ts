import type { ConversationOutcome } from '../machine/index.js'

/** What the process's exit code tells. */
export const exitCodes = {
  completed: 0,
  /** The flow, the store or the model can not be used as given. */
  error: 1,
  usage: 2,
  /** Neither proved nor broken. */
  undecided: 2,
  /** Left before its end; it can be gone on with. */
  left: 3,
  /** A flow whose properties are to be proved can not be read, or a property of it. */
  wrongFlow: 3,
  limit: 4,
  cancelled: 5,
  /** Left while the last call had failed. */
  failed: 6,
  /** A bug in talkchart itself. */
  internal: 70,
  /** The second Ctrl-C. */
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Returns the exit code of a chat that is over, or was left in the given phase. */
export function chatExitCode(outcome: ConversationOutcome | null, hasFailed: boolean): ExitCode {
  if (outcome !== null) return exitCodes[outcome]
  return hasFailed ? exitCodes.failed : exitCodes.left
}
