import { DamagedRevision } from '../codec/damaged-revision.js'
import { decodeKeptMessages, type KeptMessages } from '../codec/record-codec.js'
import { decodeChecksummed, encodeChecksummed } from './checksummed-file.js'

/**
 * The folder within a conversation's that holds, in a file named as the revision's own, all messages of a revision. Such a file stands for the
 * revisions before, which are forgotten. It is there only where some were.
 */
export const MESSAGES_FOLDER = 'messages'

/** Returns the content of a file with messages. */
export function encodeMessagesFile(messages: KeptMessages): Buffer {
  return encodeChecksummed(messages)
}

/**
 * Reads a file's content back.
 *
 * @param path named in errors
 * @throws DamagedRevision when a single bit differs from what was written, or it holds another revision's messages
 */
export function decodeMessagesFile(content: Buffer, revision: number, path: string): KeptMessages {
  const kept = decodeChecksummed({ content, revision, path }, decodeKeptMessages)
  if (kept.revision !== revision) throw new DamagedRevision(revision, path, `holds the messages of revision ${kept.revision}`)
  return kept
}
