import type { ExplainedSnapshot } from '../../analysis/explain/explain-turn.js'
import type { RenamedStates } from '../../conversation/index.js'
import { restoreConversation } from '../../conversation/migration/restore.js'
import { recordAfter } from '../../conversation/record/revisions.js'
import type { ConversationMachine } from '../../machine/conversation-machine.js'
import { ProblemError } from '../../server/index.js'
import type { ConversationStore, LoadedConversation } from '../../stores/contract/conversation-store.js'

/** Where stored conversations are looked up, and the machine that they have to fit. */
export interface StoredPlace {
  readonly store: ConversationStore
  readonly machine: ConversationMachine
  readonly renamedStates: RenamedStates
}

/**
 * Loads a conversation as it stands.
 *
 * @throws {ProblemError} `no-conversation`
 */
export async function loadStored(store: ConversationStore, id: string): Promise<LoadedConversation> {
  const loaded = await store.load(id)
  if (loaded === undefined) throw new ProblemError('no-conversation')
  return loaded
}

/**
 * Returns where a conversation stands, or stood when that turn was over, for the machine that runs now.
 *
 * @throws {ProblemError} `no-conversation`
 * @throws {NoSuchTurnError} when the turn's revision is not kept
 * @throws {FlowDriftError} when it does not fit the machine
 */
export async function snapshotOf({ store, machine, renamedStates }: StoredPlace, id: string, turn?: number): Promise<ExplainedSnapshot> {
  const newest = await loadStored(store, id)
  const loaded = turn === undefined ? newest : await store.load(id, { revision: (await recordAfter(store, newest.record, turn)).revision })
  if (loaded === undefined) throw new ProblemError('no-such-turn')
  const { value, context } = (await restoreConversation(machine, loaded, { renamedStates })).snapshot
  return machine.resolveState({ value, context })
}
