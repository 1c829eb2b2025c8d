import { takeIn } from '../diagnostics/copy-json.js'
import type { ConversationContext } from '../machine/context.js'
import { mergeData } from '../machine/json-copy.js'
import type { Update } from './xstate-action.js'

/** Merges the output of the developer's own actor. */
export const saveOutput: Update<{ readonly saveAs: string | null; readonly saveErrorAs?: string }> = ({ context, event }, params) => {
  const { saveAs, saveErrorAs } = params
  const output = takeIn(event.output)
  // Nothing is wrong any more.
  const { [saveErrorAs ?? '']: _error, ...right } = context.data
  const data = saveErrorAs === undefined ? context.data : right
  return { context: { data: mergeData(data, saveAs === null ? output : { [saveAs]: output }) } }
}

/** Keeps what went wrong in the developer's own actor among the data. */
export const saveError: Update<{ readonly saveAs: string }> = ({ context }, { saveAs }) => {
  const { name = '', message = '', code = '', status = null } = context.error ?? {}
  return { context: { data: mergeData(context.data, { [saveAs]: { name, message, code, status } }) } }
}

/** Nobody is silent any more. Only a context that has counted silences has the key. */
export const noSilences = ({ silences }: ConversationContext) => (silences ? { silences: 0 } : {})

/** The same where a conversation only goes on resting: a call that has failed is made again by the counts that it was made by. */
export const noSilencesAtRest = (context: ConversationContext) => (context.error === null ? noSilences(context) : {})
