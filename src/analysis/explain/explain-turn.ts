import { normaliseText } from '../../conditions/text/normalise-text.js'
import type { ConversationContext } from '../../machine/context.js'
import type { ConversationMachine } from '../../machine/conversation-machine.js'
import { positionOf } from '../../machine/state-position.js'
import { candidatesOf } from './candidates.js'
import { explainFields } from './explain-fields.js'
import { explainedMachine } from './explained-machine.js'
import type { KnownAnswers, TurnExplanation } from './explanation.js'
import { judgeMessage } from './judge-message.js'

/** Holds what of a snapshot decides: where the machine stands, and what it keeps. Any snapshot of a conversation's machine fits. */
export interface ExplainedSnapshot {
  readonly value: unknown
  readonly context: ConversationContext
}

/**
 * Tells what a message does in a conversation, and why: every transition that is tried, whether it holds, and which words decide. XState walks
 * the machine's own config with the machine's own guards. No model is called, no actor runs and no action does anything.
 *
 * Where the state speaks (`responding`), the text is its reply, for the transitions that are tried on replies.
 *
 * @param snapshot where the conversation stands before the message: `actor.getSnapshot()`
 * @param known what the model and the flow's own functions answered; without it, what they decide is `unknown`
 * @throws {InvalidConfigError} when the machine is no conversation's
 * @example
 * explainTurn(machine, conversation.actor.getSnapshot(), 'yes, please').taken // 0
 */
export function explainTurn(
  machine: ConversationMachine,
  snapshot: ExplainedSnapshot,
  text: string,
  known: KnownAnswers = {},
): TurnExplanation {
  const ready = explainedMachine(machine)
  const { state } = positionOf(snapshot.value)
  const judged = judgeMessage(ready, snapshot, text, known)
  const common = { text: normaliseText(text), state, about: judged?.about ?? 'user' } as const
  if (judged === undefined) return { ...common, candidates: [], taken: null, asked: [], fields: [] }
  const { candidates, taken } = candidatesOf(ready, judged)
  const fields = explainFields(ready, { state, standing: snapshot, text, known }, judged, { candidates })
  return { ...common, candidates, taken, asked: judged.asked, fields }
}
