import type { ReportProblem } from '../conditions/evaluation.js'
import type { Change } from '../definition/flow.js'
import type { ChangeAction } from '../machine/implementation-names.js'
import type { ConfigMeta } from '../machine/meta.js'
import { changedData } from './change-data.js'
import { noSilences } from './data-actions.js'
import { promptView } from './requests.js'
import { type RuntimeAction, type Update, xstateAction } from './xstate-action.js'

/** Makes the actions of a flow that changes its data. */
export function changeActions(meta: ConfigMeta, report: ReportProblem) {
  return { change: xstateAction(change(meta, report)) } satisfies Record<ChangeAction, RuntimeAction<never>>
}

/** Changes the data: sets values, and gives others their first value again. */
const change =
  ({ flow, stateOf }: ConfigMeta, report: ReportProblem): Update<Change> =>
  ({ context }, params) => {
    const initial = flow.initialContext
    const view = promptView(context, stateOf(context.state).promptParams ?? {})
    const data = changedData(params, { data: context.data, initial, start: context.startData ?? initial, view, report })
    const isRepeated = context.error !== null
    return { context: { data, ...(params.reset === true && !isRepeated ? { noMatches: 0, ...noSilences(context) } : {}) } }
  }
