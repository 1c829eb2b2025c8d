import { didYouMean } from '#suggestion'
import { quote } from '../../diagnostics/quote.js'
import type { ConversationMachine } from '../../machine/index.js'
import { readMeta } from '../../machine/meta.js'
import { readConfig } from '../../machine/read-config.js'
import { decodeRecord } from '../../stores/codec/record-codec.js'
import type { ConversationRecord, LoadedConversation } from '../../stores/contract/conversation-store.js'
import { InvalidRecordError } from '../../stores/contract/invalid-record-error.js'
import { FlowDriftError } from '../api/errors.js'
import type { DriftOptions } from '../api/open-options.js'
import { readSnapshot } from '../record/stored-snapshot.js'
import { type AdaptedSnapshot, adaptSnapshot } from './adapt-snapshot.js'
import { driftOf } from './find-drift.js'
import { isHeard, unheardProblem } from './unheard.js'

/** A stored conversation, ready for the machine that runs. */
export interface RestoredConversation {
  readonly snapshot: AdaptedSnapshot
  readonly pending: ConversationRecord['pending']
  /** What was waiting and is dropped, in a sentence each: the flow does not hear it any more. */
  readonly dropped: readonly string[]
}

/**
 * Makes a stored conversation fit the machine. XState takes a snapshot that does not fit without a word and then destroys it, so nothing
 * reaches it unchecked.
 *
 * @throws {FlowDriftError} when the flow no longer has what the conversation stands in
 * @throws {InvalidRecordError} when the record is none of a conversation
 */
export async function restoreConversation(
  machine: ConversationMachine,
  loaded: LoadedConversation,
  { renamedStates = {}, migrate }: DriftOptions,
): Promise<RestoredConversation> {
  const { flow } = readMeta(readConfig(machine.config))
  const running = flow.flow
  const isOther = loaded.record.flow.hash !== running.hash || loaded.record.flow.name !== running.name
  const record = isOther && migrate !== undefined ? await migrated(loaded.record, migrate) : loaded.record
  const snapshot = readSnapshot(record)
  const drift = driftOf(record, snapshot, machine, renamedStates)
  if (drift.verdict === 'stranded') {
    const { state, reason } = drift
    throw new FlowDriftError(record.id, { stored: record.flow, running, state }, `${reason}. ${waysOut(machine, record, state)}`)
  }
  const unheard = [...snapshot.context.inbox, ...record.pending].filter((waiting) => !isHeard(flow, waiting))
  return {
    snapshot: adaptSnapshot(machine, snapshot, { ...loaded, record }, drift),
    // What is pending and unheard has its turn, in which nothing happens.
    pending: record.pending,
    dropped: unheard.map((waiting) => unheardProblem(record.id, waiting)),
  }
}

async function migrated(record: ConversationRecord, migrate: NonNullable<DriftOptions['migrate']>): Promise<ConversationRecord> {
  const result = decodeRecord(await migrate(structuredClone(record)))
  const fixed = ['id', 'revision', 'messageCount', 'turn'] as const
  const problems = fixed
    .filter((name) => result[name] !== record[name])
    .map((name) => `${name}: migrate may not change it from ${JSON.stringify(record[name])} to ${JSON.stringify(result[name])}`)
  if (problems.length > 0) throw new InvalidRecordError(problems)
  return result
}

function waysOut(machine: ConversationMachine, { flow }: ConversationRecord, state: string): string {
  const config = readConfig(machine.config)
  const running = readMeta(config).flow.flow
  if (flow.name !== running.name) return `Open it with flow ${quote(flow.name)}, bring it over with the option migrate, or use another id.`
  const names = Object.keys(config.states).filter((name) => !name.startsWith('$'))
  const suggestion = Object.hasOwn(config.states, state) ? undefined : didYouMean(state, names)
  const hint = suggestion === undefined ? '' : `${suggestion} `
  const map = `${hint}Map it with renamedStates: { ${JSON.stringify(state)}: … }`
  if (flow.version === running.version) return `${map}, or bring it over with migrate. Give a flow another version when it changes.`
  return `${map}, bring it over with migrate, or open it with version ${quote(flow.version)}.`
}
