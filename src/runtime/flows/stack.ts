import { flowNameOf, ownName } from '../../definition/flows/full-name.js'
import type { ConversationContext, StackFrame } from '../../machine/context.js'
import type { EventInContext } from '../../machine/event-facts.js'
import type { Update } from '../xstate-action.js'

/** Puts a call on the stack: the state that calls is the current one. */
export const push: Update<Omit<StackFrame, 'from'>> = ({ context }, { flow, by }) => ({
  context: { stack: [...stackOf(context), { flow, from: context.state, by }] },
})

/** Drops the frames above those of the flow that is gone to, all of them where it is the root; a call that has ended begins its counts anew. */
export const unwind: Update<{ readonly to: string | null; readonly ended?: string }> = ({ context }, { to, ended }) => {
  const stack = stackOf(context)
  const kept = to === null ? [] : stack.slice(0, stack.findLastIndex(({ flow }) => flow === to) + 1)
  return { context: { stack: kept, ...(ended === undefined ? {} : { loops: withoutFlow(context, ended) }) } }
}

/** Goes back to the state that digressed, without entering it. */
export const resume: Update = ({ context }) => {
  const stack = stackOf(context)
  const frame = stack.at(-1)
  if (frame === undefined) return {}
  const { from: state, flow } = frame
  return {
    context: {
      stack: stack.slice(0, -1),
      state,
      noMatches: 0,
      error: null,
      loops: withoutFlow(context, flow),
      // It has spoken before.
      ...(context.repeats === undefined ? {} : { repeats: 1 }),
      ...(context.silences ? { silences: 0 } : {}),
    },
    emit: [{ type: 'state.resumed', state, from: context.state, outcome: ownName(context.state) }],
  }
}

/** The flow that runs was called so. */
export function calledFrom({ context }: EventInContext, { from, by }: { readonly from?: string; readonly by?: StackFrame['by'] }): boolean {
  const frame = stackOf(context).at(-1)
  if (frame === undefined || (from !== undefined && frame.from !== from)) return false
  return by === undefined || (by?.scope === frame.by?.scope && by?.name === frame.by?.name)
}

/** None of these flows is being run. */
export function noneActive({ context }: EventInContext, { flows }: { readonly flows: readonly string[] }): boolean {
  return !stackOf(context).some(({ flow }) => flows.includes(flow))
}

/** Counts an entry of a state of a called flow; the root's states are counted by their visits. */
export function countedSinceCall(context: ConversationContext, state: string): Pick<ConversationContext, 'loops'> {
  if (flowNameOf(state) === null) return {}
  const { loops = {} } = context
  return { loops: { ...loops, [state]: (loops[state] ?? 0) + 1 } }
}

function stackOf({ stack = [] }: ConversationContext): readonly StackFrame[] {
  return stack
}

function withoutFlow({ loops = {} }: ConversationContext, ended: string): NonNullable<ConversationContext['loops']> {
  return Object.fromEntries(Object.entries(loops).filter(([state]) => flowNameOf(state) !== ended))
}
