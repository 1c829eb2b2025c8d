import { readMeta } from '../../machine/meta.js'
import { readConfig } from '../../machine/read-config.js'
import { allRecords } from '../../stores/contract/all-records.js'
import type { ConversationRecord, ConversationStore } from '../../stores/contract/conversation-store.js'
import { InvalidRecordError } from '../../stores/contract/invalid-record-error.js'
import type { RenamedStates } from '../api/open-options.js'
import { type CompiledMachine, findDrift } from './find-drift.js'

/** Describes one stored conversation that can not go on. */
export interface StrandedConversation {
  readonly id: string
  readonly state: string
  /** The version of the flow that stored it. */
  readonly version: string
  readonly reason: string
}

/** Counts how the conversations of a store fit a flow. */
export interface DriftSurvey {
  /** Stored by this very flow, or ended, or compatible: they go on in place. */
  readonly safe: number
  /** They go on in a state that `renamedStates` names. */
  readonly mapped: number
  readonly stranded: readonly StrandedConversation[]
  /** Conversations of flows with other names, which are not looked at. */
  readonly ofOtherFlows: number
}

/**
 * Looks at every conversation of a store before a new version of a flow goes live, and changes nothing.
 *
 * @param machine the new version, compiled; it needs no model
 * @throws what the store's `list` throws
 * @example
 * const { safe, mapped, stranded } = await surveyDrift(store, compileFlow(flow), { help: 'support' })
 */
export async function surveyDrift(
  store: ConversationStore,
  machine: CompiledMachine,
  renamedStates: RenamedStates = {},
): Promise<DriftSurvey> {
  const { name } = readMeta(readConfig(machine.config)).flow.flow
  const counts = { safe: 0, mapped: 0, ofOtherFlows: 0 }
  const stranded: StrandedConversation[] = []
  for await (const record of allRecords(store)) {
    if (record.flow.name !== name) {
      counts.ofOtherFlows += 1
      continue
    }
    const drift = driftOrStranded(record, machine, renamedStates)
    if (drift.verdict === 'stranded') {
      stranded.push({ id: record.id, state: drift.state, version: record.flow.version, reason: drift.reason })
    } else counts[drift.verdict === 'mapped' ? 'mapped' : 'safe'] += 1
  }
  return { ...counts, stranded }
}

function driftOrStranded(record: ConversationRecord, machine: CompiledMachine, renamedStates: RenamedStates) {
  try {
    return findDrift(record, machine, renamedStates)
  } catch (error) {
    if (!InvalidRecordError.isInstance(error)) throw error
    return { verdict: 'stranded', state: '(unknown)', reason: error.problems.join('; ') } as const
  }
}
