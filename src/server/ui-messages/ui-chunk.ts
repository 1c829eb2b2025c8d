import type { SuggestedMessage } from '../../model/message.js'
import type { Usage } from '../../model/usage.js'
import { EVENT_STREAM_HEADERS, type StreamFormat } from '../http/event-stream.js'
import type { PublicTurn } from '../protocol/public-turn.js'

/** What a page is told of the turn in a part `data-turn`. */
export interface UiTurn extends Pick<PublicTurn, 'turn' | 'state' | 'transition' | 'phase' | 'outcome'> {
  readonly usage: Usage
}

interface FinishMetadata {
  readonly turn: number
  readonly state: string
}

/** What the AI SDK's clients read, as far as a flow needs it. */
export type UiChunk =
  | { readonly type: 'start'; readonly messageId: string }
  | { readonly type: 'start-step' | 'reset-step' | 'finish-step' }
  | { readonly type: 'text-start' | 'text-end'; readonly id: string }
  | { readonly type: 'text-delta'; readonly id: string; readonly delta: string }
  | {
      readonly type: 'data-state'
      readonly id: 'state'
      readonly data: { readonly state: string; readonly from: string | null; readonly transition: string | null }
    }
  | { readonly type: 'data-suggestions'; readonly id: 'suggestions'; readonly data: { readonly items: readonly SuggestedMessage[] } }
  | { readonly type: 'data-turn'; readonly id: 'turn'; readonly data: UiTurn }
  | { readonly type: 'error'; readonly errorText: string }
  | { readonly type: 'abort'; readonly reason: string }
  | { readonly type: 'finish'; readonly finishReason: 'stop' | 'error' | 'interrupted'; readonly messageMetadata?: FinishMetadata }

const DONE = 'data: [DONE]\n\n'

/** Chunks as the AI SDK's clients read them. */
export const UI_CHUNKS: StreamFormat<UiChunk> = {
  headers: { ...EVENT_STREAM_HEADERS, 'content-type': 'text/event-stream', 'x-vercel-ai-ui-message-stream': 'v1' },
  first: '',
  // The turn goes on; the page gets all of it when it resumes.
  bye: failed('This took too long. Load the page again to see the rest.'),
  last: DONE,
  write: writeChunk,
  problem: ({ title }) => failed(title),
}

/** Ends a reply with a sentence about what went wrong. */
export function failureChunks(errorText: string, messageMetadata?: FinishMetadata): readonly UiChunk[] {
  const metadata = messageMetadata === undefined ? {} : { messageMetadata }
  return [
    { type: 'error', errorText },
    { type: 'finish', finishReason: 'error', ...metadata },
  ]
}

function failed(errorText: string): string {
  return failureChunks(errorText).map(writeChunk).join('') + DONE
}

function writeChunk(chunk: UiChunk): string {
  return `data: ${JSON.stringify(chunk)}\n\n`
}
