import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConversationStore, memoryStore, openConversation, scriptedModel } from 'talkchart'
import { fileStore } from 'talkchart/stores/file'
import { flow } from './scenario.js'

const WORDS = 'quick, the forecast please, and do not leave anything out'

/** The bytes that a commit takes when the conversation has so many messages. */
export interface CommitSize {
  readonly messages: number
  readonly bytes: number
}

/** Talks to `lengths.at(-1)` messages, and tells what the commit at each length takes as a file. */
export async function commitSizes(lengths: readonly number[]): Promise<readonly CommitSize[]> {
  const memory = memoryStore()
  let newest: Parameters<ConversationStore['commit']> | undefined
  const store: ConversationStore = {
    ...memory,
    commit: async (id, commit) => {
      newest = [id, commit]
      await memory.commit(id, commit)
    },
  }
  const conversation = await openTalk(store)
  const sizes: CommitSize[] = []
  for (const messages of lengths) {
    while (conversation.actor.getSnapshot().context.messageCount < messages) await conversation.send(WORDS)
    if (newest !== undefined) sizes.push({ messages, bytes: await bytesInFile(newest[1]) })
  }
  await conversation.close()
  return sizes
}

async function openTalk(store: ConversationStore) {
  // The talk stays where prompts are verbatim, so the model has nothing to say.
  const model = scriptedModel({})
  return await openConversation({ flow, store, model, id: 'a' })
}

/** What the file store writes for a commit, measured on the file. */
async function bytesInFile(commit: Parameters<ConversationStore['commit']>[1]): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'talkchart-size-'))
  const { record, messages } = commit
  const first = { ...record, revision: 1, messageCount: messages.length }
  const rows = messages.map(({ message }, position) => ({ position, message }))
  await fileStore(directory, { fsync: false }).commit('a', {
    ...commit,
    expectedRevision: 0,
    expectedCommitId: null,
    record: first,
    messages: rows,
  })
  const [folder = ''] = await readdir(directory)
  const [file = ''] = (await readdir(join(directory, folder))).sort()
  const { size } = statSync(join(directory, folder, file))
  rmSync(directory, { recursive: true, force: true })
  return size
}
