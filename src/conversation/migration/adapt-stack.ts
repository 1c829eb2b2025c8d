import { flowNameOf, ownName } from '../../definition/flows/full-name.js'
import { quote } from '../../diagnostics/quote.js'
import { actionsWithin, type MachineConfigJson, targetsWithin } from '../../machine/config.js'
import type { StackFrame } from '../../machine/context.js'
import { RESUME, targetOf } from '../../machine/ids.js'
import { hasPosition, hasState } from '../../machine/state-position.js'
import type { RenamedStates } from '../api/open-options.js'

/** A stored stack as the running flow has it, or why it can not come back from a call. */
export type AdaptedStack = { readonly stack: readonly StackFrame[]; readonly isRenamed: boolean } | { readonly reason: string }

/**
 * Finds the new name of a state that is gone: its own, or with that of its flow (`{ 'identity/': 'verify/' }`); undefined for none.
 *
 * @param hasFlow whether the running flow has a flow of that name
 */
export function renamedState(hasFlow: (flow: string) => boolean, renamedStates: RenamedStates, state: string): string | undefined {
  if (Object.hasOwn(renamedStates, state)) return renamedStates[state]
  const home = flowNameOf(state)
  const flow = home === null || hasFlow(home) ? undefined : renamedFlow(renamedStates, home)
  return flow === undefined ? undefined : `${flow}/${ownName(state)}`
}

/**
 * Makes a stored stack fit the running flow.
 *
 * @param state the state in which the conversation goes on: the frames above its flow's are dropped, as when it is entered
 */
export function adaptStack(
  config: MachineConfigJson,
  stored: readonly StackFrame[],
  state: string,
  renamedStates: RenamedStates,
): AdaptedStack {
  const home = flowNameOf(state)
  const frames = stored.map((frame) => renamedFrame(config, frame, renamedStates))
  const stack = home === null ? [] : frames.slice(0, frames.findLastIndex(({ flow }) => flow === home) + 1)
  if (home !== null && stack.length === 0) return { reason: `it stands in the flow ${quote(home)}, and nothing tells what called that` }
  const twice = stack.find(({ flow }, position) => stack.findIndex((frame) => frame.flow === flow) < position)
  // A flow is active once. Two that were renamed to one may both be open.
  if (twice !== undefined) return { reason: `it is in the flow ${quote(twice.flow)} twice` }
  for (const frame of stack) {
    const reason = whyStranded(config, frame)
    if (reason !== undefined) return { reason }
  }
  return { stack, isRenamed: stack.some((frame, position) => frame !== stored[position]) }
}

function renamedFrame(config: MachineConfigJson, frame: StackFrame, renamedStates: RenamedStates): StackFrame {
  const flow = hasFlow(config, frame.flow) ? undefined : renamedFlow(renamedStates, frame.flow)
  const from = hasState(config, frame.from) ? undefined : renamedState((flow) => hasFlow(config, flow), renamedStates, frame.from)
  if (flow === undefined && from === undefined) return frame
  return { ...frame, ...(flow === undefined ? {} : { flow }), ...(from === undefined ? {} : { from }) }
}

function renamedFlow(renamedStates: RenamedStates, flow: string): string | undefined {
  const key = `${flow}/`
  return Object.hasOwn(renamedStates, key) ? renamedStates[key]?.replace(/\/$/, '') : undefined
}

function whyStranded(config: MachineConfigJson, { flow, from, by }: StackFrame): string | undefined {
  if (!hasFlow(config, flow)) return `the running flow has no flow ${quote(flow)}, which it is in`
  const caller = hasState(config, from) ? config.states[from] : undefined
  if (caller === undefined) return `the running flow has no state ${quote(from)}, which called the flow ${quote(flow)}`
  if (by === null) {
    const calls = actionsWithin(caller).some(({ type, params }) => type === 'push' && params?.flow === flow && params.by === null)
    return calls ? undefined : `the state ${quote(from)} does not call the flow ${quote(flow)} any more`
  }
  if (!hasPosition(config, { state: from, substate: 'listening' })) return `the state ${quote(from)} does not wait for the user any more`
  const ends = Object.entries(config.states).filter(([name]) => flowNameOf(name) === flow)
  const comesBack = ends.some(([, node]) => targetsWithin(node).includes(targetOf(RESUME)))
  const mayGoOn = config.states[RESUME]?.always?.some(({ guard }) => guard?.params?.from === from) === true
  return comesBack && mayGoOn ? undefined : `no transition calls the flow ${quote(flow)} from the state ${quote(from)} any more`
}

export function hasFlow(config: MachineConfigJson, flow: string): boolean {
  return Object.keys(config.states).some((name) => flowNameOf(name) === flow)
}
