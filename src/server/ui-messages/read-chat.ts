import { isRecord } from '../../diagnostics/json.js'
import { readMessage, saying } from '../http/read-input.js'
import { plainId } from '../http/routes.js'
import { ProblemError } from '../protocol/problem.js'

/** The longest id of a message. One that takes another's place has a longer id in the store. */
const LONGEST_ID = 150

/** What `useChat` asks for. */
export interface ChatRequest {
  readonly id: string
  readonly trigger: 'submit' | 'edit' | 'regenerate'
  /** The last message of the user; undefined only where the opening is to be regenerated. */
  readonly message: { readonly id: string; readonly text: string } | undefined
}

/**
 * Reads what `useChat` sends. Of the messages only the user's last one counts: what was said before is known here, and not believed from there.
 *
 * @throws {ProblemError} `invalid-id`, `invalid-message`, `empty-message`, `text-too-long`
 */
export function readChat({ id, messages, trigger, messageId }: Readonly<Record<string, unknown>>, maxText: number): ChatRequest {
  if (!Array.isArray(messages)) throw new ProblemError('invalid-message')
  const last: unknown = messages.findLast((message) => isRecord(message) && message.role === 'user')
  const message = isRecord(last) ? readUserMessage(last, maxText) : undefined
  const isRegenerated = trigger === 'regenerate-message'
  if (!isRegenerated && (message === undefined || trigger !== 'submit-message')) throw new ProblemError('invalid-message')
  // What is regenerated was said before.
  if (!isRegenerated && message !== undefined) saying(message)
  return { id: plainId(id), trigger: isRegenerated ? 'regenerate' : typeof messageId === 'string' ? 'edit' : 'submit', message }
}

function readUserMessage({ id, parts }: Readonly<Record<string, unknown>>, maxText: number) {
  const texts = (Array.isArray(parts) ? parts : []).flatMap((part: unknown) =>
    isRecord(part) && part.type === 'text' && typeof part.text === 'string' ? [part.text] : [],
  )
  if (texts.length === 0 || (typeof id === 'string' && id.length > LONGEST_ID)) throw new ProblemError('invalid-message')
  return readMessage({ id, text: texts.join('\n') }, maxText)
}
