import { isRecord } from '../diagnostics/json.js'
import type { Usage } from '../model/usage.js'

/** Where a conversation stands, as far as a span tells. */
export interface Position {
  readonly conversationId: string
  readonly turn: number
  readonly state: string
  readonly phase: 'busy' | 'listening' | 'failed' | 'done' | 'stopped' | 'broken'
  /** The code of the error that the conversation failed with. */
  readonly failure: string | undefined
  /** The messages, to see whether it is the same list. */
  readonly messages: unknown
  readonly usage: Pick<Usage, 'inputTokens' | 'outputTokens'>
}

/** Reads where a conversation stands; undefined for the snapshot of any other actor. */
export function readPosition(snapshot: unknown): Position | undefined {
  if (!isRecord(snapshot) || !isRecord(snapshot['context'])) return undefined
  const { conversationId, turn, state, error, messages, usage } = snapshot['context']
  if (typeof conversationId !== 'string' || typeof turn !== 'number' || typeof state !== 'string' || !isRecord(usage)) return undefined
  const phase = phaseOf(snapshot['status'], snapshot['tags'])
  return {
    conversationId,
    turn,
    state,
    phase,
    messages,
    failure: phase === 'failed' && isRecord(error) ? String(error['code']) : undefined,
    usage: { inputTokens: Number(usage['inputTokens']), outputTokens: Number(usage['outputTokens']) },
  }
}

function phaseOf(status: unknown, tags: unknown): Position['phase'] {
  if (status === 'done' || status === 'stopped') return status
  if (status === 'error') return 'broken'
  if (!(tags instanceof Set)) return 'busy'
  return tags.has('failed') ? 'failed' : tags.has('listening') ? 'listening' : 'busy'
}
