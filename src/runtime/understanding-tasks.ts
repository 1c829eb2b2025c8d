import type { CustomCondition } from '../conditions/condition.js'
import type { Extract, Select } from '../definition/flow.js'

/** The flow's own functions that run while a message is understood. */
export interface UnderstandingTasks {
  readonly extract: Extract | undefined
  readonly customs: readonly { readonly key: string; readonly fn: CustomCondition['fn'] }[]
  readonly choices: readonly { readonly key: string; readonly choose: NonNullable<Select['choose']> }[]
}
