import { isFilled } from '../../conditions/fields/field-source.js'
import type { ConversationContext } from '../../machine/context.js'
import { positionOf } from '../../machine/state-position.js'
import type { ScriptedSnapshot } from './next-steps.js'
import type { MachineScript } from './state-script.js'

/**
 * What tells two observed states of a conversation apart, as far as it decides what may come: the state value, the words being understood, how
 * many misses and silences count, whose turn it is among wordings, which call failed, what is being run, the data that conditions read. Visits, turns and messages, which only grow, do not.
 */
export function stateKey(snapshot: ScriptedSnapshot, script: MachineScript): string {
  const { context, value } = snapshot
  const { state: name, substate } = positionOf(value)
  const state = script.states.get(name)
  if (substate === null || state === undefined) return JSON.stringify(value)
  return JSON.stringify([
    value,
    wordsInQuestion(substate, context),
    Math.min(context.noMatches, state.missesThatCount),
    ...(state.silencesThatCount > 0 ? [Math.min(context.silences ?? 0, state.silencesThatCount)] : []),
    context.error === null ? null : [context.error.during, context.error.about],
    ...state.countsThatMatter(context),
    ...(context.stack === undefined ? [] : [context.stack]),
    script.dataKeys.map((key) => context.data[key] ?? null),
    ...(context.asking === undefined ? [] : [context.asking, script.fieldNames.filter((name) => isFilled(context.data, name))]),
    ...context.inbox.flatMap((waiting) => ('type' in waiting ? [waiting.type] : [])),
  ])
}

function wordsInQuestion(substate: string, { lastUserText, lastReplyText }: ConversationContext): string | null {
  if (substate === 'understanding') return lastUserText
  return substate === 'understandingReply' ? lastReplyText : null
}
