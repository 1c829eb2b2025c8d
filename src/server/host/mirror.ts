import type { ReportProblem } from '../../conditions/evaluation.js'
import { messageOf } from '../../conversation/record/conversation-record.js'
import type { ConversationStore } from '../../stores/contract/conversation-store.js'
import type { ReplyRelay } from '../relay/reply-relay.js'
import type { Channel, Run } from './channel.js'
import { endElsewhere } from './untold.js'

/** How soon the store is looked at again for what others did; the longer nothing happens, the later. The relay tells at once. */
const LOOK_MILLISECONDS = 1_000
const LATEST_LOOK = 5_000
/** How long a turn whose end is known here is left in the relay. */
const END_MILLISECONDS = 100

/** Among so many messages are the replies of the newest turn. */
const MOST_REPLIES = 50

export interface MirrorOptions {
  readonly store: ConversationStore
  readonly relay: ReplyRelay | undefined
  readonly onProblem: ReportProblem
  /** Called when it was looked once. */
  readonly onLooked: () => void
}

/**
 * Brings into a channel what other processes do with its conversation, while somebody follows it: the turns that they run, by the relay, and what
 * they store. One loop for a conversation, whatever its followers.
 */
export async function mirror(channel: Channel, { store, relay, onProblem, onLooked }: MirrorOptions): Promise<void> {
  let remote: Run | undefined
  let wait = LOOK_MILLISECONDS
  let isTold = false
  while (channel.followers > 0 && !channel.isEnded && !channel.isRemoved) {
    // Of its own turns, nobody knows more than this process.
    if (channel.running?.isOwn) {
      onLooked()
      await channel.changed(channel.version)
      continue
    }
    try {
      remote = await readRemote(channel, { store, relay }, remote)
      const isNew = remote === undefined && (await lookUp(channel, store))
      wait = isNew || remote !== undefined ? LOOK_MILLISECONDS : Math.min(wait + LOOK_MILLISECONDS, LATEST_LOOK)
      isTold = false
    } catch (error) {
      // It is told once, and tried on.
      if (!isTold) onProblem({ type: 'follow', message: 'What other processes do with a conversation could not be looked up.', error })
      isTold = true
    }
    onLooked()
    await changedAnywhere(channel, relay, remote, wait)
  }
}

/** Notes the newest commit. Gives whether it is new. */
async function lookUp(channel: Channel, store: ConversationStore): Promise<boolean> {
  const record = (await store.load(channel.id, { messages: { last: 0 } }))?.record
  const head = record && headOf(record)
  const isNew = head !== channel.head
  if (head !== undefined) channel.setHead(head)
  // What was never there is perhaps being begun.
  else if (channel.head !== undefined) channel.remove()
  return isNew
}

/** Tells one commit from every other. */
export function headOf({ revision, commitId }: { readonly revision: number; readonly commitId?: string }): string {
  return `${revision} ${commitId ?? ''}`
}

async function changedAnywhere(channel: Channel, relay: ReplyRelay | undefined, remote: Run | undefined, wait: number): Promise<void> {
  const here = new AbortController()
  const after = remote && { attempt: remote.attempt, next: remote.events.length }
  const elsewhere = relay?.changed(channel.id, wait, after).catch(() => undefined)
  // A relay that fails at once must not be asked without a pause.
  const anywhere = [channel.changed(channel.version, here.signal, wait), ...(elsewhere === undefined ? [] : [elsewhere])]
  await Promise.race(anywhere)
  here.abort()
}

async function readRemote(
  channel: Channel,
  { store, relay }: Pick<MirrorOptions, 'store' | 'relay'>,
  known: Run | undefined,
): Promise<Run | undefined> {
  const remote = known?.isOver === false ? known : undefined
  const reply = await relay?.read(channel.id, remote && { attempt: remote.attempt, next: remote.events.length })
  if (channel.running?.isOwn) return undefined
  if (reply === undefined) {
    if (remote !== undefined) await endRemote(channel, store, remote)
    return undefined
  }
  if (channel.isOwn(reply.attempt) || channel.find(reply.attempt)?.isOver === true) {
    await new Promise((resolve) => setTimeout(resolve, END_MILLISECONDS))
    return undefined
  }
  if (remote !== undefined && remote.attempt !== reply.attempt) await endRemote(channel, store, remote)
  if (channel.running?.isOwn) return undefined
  const run = remote?.attempt === reply.attempt ? remote : channel.begin(reply.attempt, false)
  if (reply.events.length > 0) channel.add(run, reply.events)
  return run
}

/** Ends a run of another process that is relayed no more. Where its turn is stored, what was not relayed is there. */
async function endRemote(channel: Channel, store: ConversationStore, run: Run): Promise<void> {
  const loaded = await store.load(channel.id, { messages: { last: MOST_REPLIES } })
  endElsewhere(channel, run, loaded?.messages.map(messageOf) ?? [])
}
