import type { ConversationData } from '../../conditions/condition.js'
import type { StateHookArguments } from '../../definition/flow.js'
import type { GuardTree } from '../../machine/guard-expression.js'
import type { UnderstandingTasks } from '../../runtime/understanding-tasks.js'
import type { FlowFacts } from './flow-facts.js'
import type { StatePlan } from './state-plan.js'

/** The flow's own functions, by the names under which the chart refers to them. JSON holds the names only. */
export interface FlowFunctions {
  readonly tests: Map<string, (data: ConversationData) => boolean>
  readonly tasks: Map<string, UnderstandingTasks>
  readonly hooks: Map<string, (input: StateHookArguments) => void>
}

/** Everything about a flow that the states' compilation shares. */
export interface FlowPlan extends FlowFacts {
  readonly states: ReadonlyMap<string, StatePlan>
  /** States that a conversation may enter more than once. */
  readonly cyclic: ReadonlySet<string>
  readonly functions: FlowFunctions
  /** Composed guards that name the user's own guards, by guard type. */
  readonly guardTrees: Map<string, GuardTree>
}
