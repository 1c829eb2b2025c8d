import type { ReportProblem } from '../../conditions/evaluation.js'
import { messageOf } from '../../conversation/record/conversation-record.js'
import type { Message } from '../../model/message.js'
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

/** Reads what is stored of the conversation. */
export interface StoredConversation {
  /** Tells the newest commit from every other; undefined where there is none. */
  readonly head: () => Promise<string | undefined>
  /** Gives the newest messages, those of the newest turn at least. */
  readonly messages: () => Promise<readonly Message[]>
}

export interface MirrorOptions {
  readonly stored: StoredConversation
  readonly relay: ReplyRelay | undefined
  readonly onProblem: ReportProblem
  /** Called when it was looked once. */
  readonly onLooked: () => void
}

/**
 * Brings into a channel what other processes do with its conversation, while somebody follows it: the turns that they run, by the relay, and what
 * they store. One loop for a conversation, whatever its followers.
 */
export async function mirror(channel: Channel, { stored, relay, onProblem, onLooked }: MirrorOptions): Promise<void> {
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
      remote = await readRemote(channel, { stored, relay }, remote)
      const isNew = remote === undefined && noteHead(channel, await stored.head())
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
function noteHead(channel: Channel, head: string | undefined): boolean {
  const isNew = head !== channel.head
  if (head !== undefined) channel.setHead(head)
  // What was never there is perhaps being begun.
  else if (channel.head !== undefined) channel.remove()
  return isNew
}

/** Reads a conversation in a store. */
export function storedIn(store: ConversationStore, id: string): StoredConversation {
  return {
    head: async () => {
      const record = (await store.load(id, { messages: { last: 0 } }))?.record
      return record && headOf(record)
    },
    messages: async () => (await store.load(id, { messages: { last: MOST_REPLIES } }))?.messages.map(messageOf) ?? [],
  }
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
  { stored, relay }: Pick<MirrorOptions, 'stored' | 'relay'>,
  known: Run | undefined,
): Promise<Run | undefined> {
  const remote = known?.isOver === false ? known : undefined
  const reply = await relay?.read(channel.id, remote && { attempt: remote.attempt, next: remote.events.length })
  if (channel.running?.isOwn) return undefined
  if (reply === undefined) {
    if (remote !== undefined) await endRemote(channel, stored, remote)
    return undefined
  }
  if (channel.isOwn(reply.attempt) || channel.find(reply.attempt)?.isOver === true) {
    await new Promise((resolve) => setTimeout(resolve, END_MILLISECONDS))
    return undefined
  }
  if (remote !== undefined && remote.attempt !== reply.attempt) await endRemote(channel, stored, remote)
  if (channel.running?.isOwn) return undefined
  const run = remote?.attempt === reply.attempt ? remote : channel.begin(reply.attempt, false)
  if (reply.events.length > 0) channel.add(run, reply.events)
  return run
}

/** Ends a run of another process that is relayed no more. Where its turn is stored, what was not relayed is there. */
async function endRemote(channel: Channel, stored: StoredConversation, run: Run): Promise<void> {
  endElsewhere(channel, run, await stored.messages())
}
