import { quote } from '../../diagnostics/quote.js'
import type { MachineConfigJson } from '../../machine/config.js'
import type { StackFrame } from '../../machine/context.js'
import { readMeta } from '../../machine/meta.js'
import { readConfig } from '../../machine/read-config.js'
import { hasPosition, hasState, positionOf, type StatePosition } from '../../machine/state-position.js'
import type { ConversationRecord } from '../../stores/contract/conversation-store.js'
import type { RenamedStates } from '../api/open-options.js'
import { readSnapshot, type StoredSnapshot } from '../record/stored-snapshot.js'
import { adaptStack, hasFlow, renamedState } from './adapt-stack.js'

/** Describes the part of a compiled machine that is looked at here. */
export interface CompiledMachine {
  readonly config: unknown
}

/**
 * Tells how a stored conversation fits a flow. `same`: it was stored by this very flow. `compatible`: by another version, and goes on in place.
 * `mapped`: it goes on in the state that `renamedStates` names. `stranded`: it can not go on.
 */
export type ConversationDrift = FittingDrift | { readonly verdict: 'stranded'; readonly state: string; readonly reason: string }

/** A conversation that goes on: where, and with which calls on its stack. */
export interface FittingDrift {
  readonly verdict: 'same' | 'compatible' | 'mapped'
  readonly state: string
  readonly position: StatePosition
  readonly stack: readonly StackFrame[]
}

/**
 * Tells how a stored conversation fits the machine. It looks at the record alone.
 *
 * @throws InvalidRecordError when the record's snapshot is none of a conversation
 * @example
 * for (const record of await store.list()) findDrift(record, machine, { help: 'support' }).verdict // 'same', 'mapped', …
 */
export function findDrift(record: ConversationRecord, machine: CompiledMachine, renamedStates: RenamedStates = {}): ConversationDrift {
  return driftOf(record, readSnapshot(record), machine, renamedStates)
}

/** Does what `findDrift` does, with a snapshot that has been read. */
export function driftOf(
  record: ConversationRecord,
  { value, context }: StoredSnapshot,
  machine: CompiledMachine,
  renamedStates: RenamedStates,
): ConversationDrift {
  const config = readConfig(machine.config)
  const running = readMeta(config).flow.flow
  const { state } = context
  if (record.flow.name !== running.name) return { verdict: 'stranded', state, reason: `the flow to open is named ${quote(running.name)}` }
  const stored = positionOf(value)
  const isSame = record.flow.hash === running.hash
  if (hasState(config, stored.state)) {
    const position = positionWithin(config, stored)
    if (position === undefined) return { verdict: 'stranded', state, reason: 'that state does not wait for the user any more' }
    return withStack(config, context, isSame ? 'same' : 'compatible', position, renamedStates)
  }
  return findRenamed(config, stored, context, renamedStates)
}

/** The calls that are being run have to come back, too. */
function withStack(
  config: MachineConfigJson,
  { state, stack = [] }: StoredSnapshot['context'],
  verdict: 'same' | 'compatible' | 'mapped',
  position: StatePosition,
  renamedStates: RenamedStates,
): ConversationDrift {
  if (position.substate === null) return { verdict, state, position, stack: [] }
  const adapted = adaptStack(config, stack, position.state, renamedStates)
  if ('reason' in adapted) return { verdict: 'stranded', state, reason: adapted.reason }
  return { verdict: adapted.isRenamed ? 'mapped' : verdict, state, position, stack: adapted.stack }
}

/** Looks for the new name of a state that is gone. A mapping counts for no other state, so that it can stay in the code for good. */
function findRenamed(
  config: MachineConfigJson,
  stored: StatePosition,
  context: StoredSnapshot['context'],
  renamedStates: RenamedStates,
): ConversationDrift {
  const { state } = stored
  const renamed = renamedState((flow) => hasFlow(config, flow), renamedStates, state)
  if (renamed === undefined) return { verdict: 'stranded', state, reason: 'the running flow has no such state' }
  const position = positionWithin(config, { ...stored, state: renamed })
  if (position !== undefined) return withStack(config, context, 'mapped', position, renamedStates)
  const problem = hasState(config, renamed) ? 'does not wait for the user' : 'is no state of the running flow'
  return { verdict: 'stranded', state, reason: `renamedStates names ${quote(renamed)} for it, which ${problem}` }
}

/** Finds where to go on: in the same substate, or listening where a call had failed that is made no more. The next message is judged there. */
function positionWithin(config: MachineConfigJson, position: StatePosition): StatePosition | undefined {
  if (hasPosition(config, position)) return position
  const listening = { ...position, substate: 'listening' }
  return position.substate === 'failed' && hasPosition(config, listening) ? listening : undefined
}
