import { isVerbatim } from '../../compile/plan/prompt.js'
import { textsOf, wordingsOf } from '../../definition/wordings.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote } from '../../diagnostics/quote.js'
import { parseTemplate } from '../../model/parse-template.js'
import type { CandidateList, TriedTransition } from '../candidate-list.js'
import type { AnalysisRule, StateView } from '../flow-view.js'

const messages = {
  always: (state: string, reply: string, name: string) =>
    `The reply of ${quote(state)} is always ${quote(reply)}, which always satisfies ${quote(name)}: its words decide nothing.`,
  never: (state: string, reply: string, name: string) =>
    `The reply of ${quote(state)} is always ${quote(reply)}, which never satisfies ${quote(name)}, so it can never fire.`,
}

/** Transitions that are tried on a reply of which every word is known beforehand. */
export const fixedReply: AnalysisRule = {
  codes: ['fixed-reply'],
  *check({ states }) {
    for (const state of states) {
      const reply = fixedReplyOf(state)
      const list = replyListOf(state)
      if (reply === undefined || list === undefined) continue
      for (const transition of list.transitions) {
        const truth = list.truthOf(transition, reply)
        // A catch-all says itself that it asks nothing.
        if (truth === 'unknown' || transition.isCatchAll) continue
        const message = truth ? messages.always : messages.never
        yield makeDiagnostic('fixed-reply', 'warning', transition.path, message(state.name, reply, transition.name), {
          suggestion: 'Test the data with context(…), let the model word the reply, or go on with advanceTo.',
        })
      }
    }
  },
}

/** Returns the transitions that a state with a fixed reply can never take. */
export function neverByReply(state: StateView): readonly TriedTransition[] {
  const reply = fixedReplyOf(state)
  const list = replyListOf(state)
  return reply === undefined || list === undefined ? [] : list.transitions.filter((transition) => list.truthOf(transition, reply) === false)
}

function replyListOf({ lists }: StateView): CandidateList | undefined {
  return lists.find(({ about }) => about === 'reply')
}

/** Returns what the state says on every visit; undefined where the model or a template's values have a say. */
function fixedReplyOf({ plan }: StateView): string | undefined {
  if (!plan.onReply || !isVerbatim(plan.prompt)) return undefined
  const [only, ...others] = [...wordingsOf(plan.prompt)].map(({ wording }) => textsOf(wording.say))
  const text = only?.at(-1)
  if (text === undefined || others.length > 0) return undefined
  return parseTemplate(text).every(({ type }) => type === 'text') ? text : undefined
}
