import { ModelError } from '../model-error.js'

/** The parts of a completion that say whether it can be used. */
export interface Completion {
  readonly text: string
  readonly refusal: string
  readonly finishReason: string | null
}

/** @throws ModelError `refusal`, `truncated` or `empty` */
export function assertComplete({ text, refusal, finishReason }: Completion): void {
  if (refusal !== '') throw new ModelError('refusal', 'The model refused to answer.')
  if (finishReason === 'content_filter') throw new ModelError('refusal', "The model server's content filter held the answer back.")
  if (finishReason === 'length') throw new ModelError('truncated', 'The answer was cut off at the limit of tokens.')
  if (text.trim() === '') throw new ModelError('empty', 'The model answered with nothing.')
}
