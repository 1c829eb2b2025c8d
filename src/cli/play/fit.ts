import { driftOf } from '../../conversation/migration/find-drift.js'
import { rewindStored } from '../../conversation/record/revision-history.js'
import { recordsBack } from '../../conversation/record/revisions.js'
import { readSnapshot } from '../../conversation/record/stored-snapshot.js'
import { readMeta } from '../../machine/meta.js'
import { readConfig } from '../../machine/read-config.js'
import type { Fit } from '../../page/protocol.js'
import { ProblemError } from '../../server/index.js'
import type { ConversationRecord } from '../../stores/contract/conversation-store.js'
import type { StoredPlace } from './stored-past.js'

/** Tells how a stored conversation fits the machine that runs, and which ways there are where it does not. */
export async function fitOf(place: StoredPlace, id: string): Promise<Fit> {
  const record = await newestOf(place, id)
  if (record === undefined) return { status: 'none' }
  const drift = driftIn(place, record)
  if (drift.verdict !== 'stranded') return { status: 'fits', state: drift.state }
  const { state, reason } = drift
  return { status: 'drifted', state, reason, back: await wayBack(place, record), states: statesFor(place, record, state) }
}

/**
 * Takes a conversation back to the newest turn that fits.
 *
 * @throws {ProblemError} `no-conversation`, `no-such-turn`
 */
export async function goBack(place: StoredPlace, id: string): Promise<void> {
  const record = await newestOf(place, id)
  if (record === undefined) throw new ProblemError('no-conversation')
  const back = await wayBack(place, record)
  if (back === null) throw new ProblemError('no-such-turn')
  await rewindStored(place.store, record, back.turn)
}

async function newestOf({ store }: StoredPlace, id: string): Promise<ConversationRecord | undefined> {
  return (await store.load(id, { messages: { last: 0 } }))?.record
}

async function wayBack(place: StoredPlace, newest: ConversationRecord): Promise<Extract<Fit, { readonly status: 'drifted' }>['back']> {
  for await (const record of recordsBack(place.store, newest)) {
    const isEarlier = record.turn < newest.turn && record.snapshot !== null && record.pending.length === 0
    const drift = isEarlier ? driftIn(place, record) : undefined
    if (drift !== undefined && drift.verdict !== 'stranded') return { turn: record.turn, state: drift.state }
  }
  return null
}

/** The states that the one it stands in may be mapped to: those that wait for the user too. */
function statesFor({ machine }: StoredPlace, record: ConversationRecord, state: string): readonly string[] {
  const config = readConfig(machine.config)
  // A mapping counts for no state that the flow has, and for no other flow.
  if (record.flow.name !== readMeta(config).flow.flow.name) return []
  const snapshot = readSnapshot(record)
  const names = Object.keys(config.states).filter((name) => !name.startsWith('$'))
  return names.filter((name) => driftOf(record, snapshot, machine, { [state]: name }).verdict !== 'stranded')
}

function driftIn({ machine, renamedStates }: StoredPlace, record: ConversationRecord) {
  return driftOf(record, readSnapshot(record), machine, renamedStates)
}
