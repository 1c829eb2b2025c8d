import type { ReportProblem } from '../conditions/evaluation.js'
import type { Change } from '../definition/flow.js'
import { takeIn } from '../diagnostics/copy-json.js'
import type { ConversationContext } from '../machine/context.js'
import { mergeData } from '../machine/json-copy.js'
import type { ConfigMeta } from '../machine/meta.js'
import { changedData } from './change-data.js'
import { promptView } from './requests.js'
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

/** Changes the data: sets values, and gives others their first value again. */
export const change =
  ({ flow, stateOf }: ConfigMeta, report: ReportProblem): Update<Change> =>
  ({ context }, params) => {
    const initial = flow.initialContext
    const view = promptView(context, stateOf(context.state).promptParams ?? {})
    const data = changedData(params, { data: context.data, initial, start: context.startData ?? initial, view, report })
    return { context: { data, ...(params.reset === true ? { noMatches: 0, ...noSilences(context) } : {}) } }
  }

/** Keeps what went wrong in the developer's own actor among the data. */
export const saveError: Update<{ readonly saveAs: string }> = ({ context }, { saveAs }) => {
  const { name = '', message = '', code = '', status = null } = context.error ?? {}
  return { context: { data: mergeData(context.data, { [saveAs]: { name, message, code, status } }) } }
}

/** Nobody is silent any more. Only a context that has counted silences has the key. */
export const noSilences = ({ silences }: ConversationContext) => (silences ? { silences: 0 } : {})
