import type { ConversationFlow, Prompt, PromptDefinition, StateHookArguments } from '../definition/flow.js'
import type { ConversationData } from '../conditions/condition.js'
import type { GuardTree } from './formula.js'
import type { StatePlan } from './state-plan.js'
import type { Candidate, UnderstandingTasks } from './understanding-plan.js'

/** The flow's own functions, by the names under which the chart refers to them. JSON holds the names only. */
export interface FlowFunctions {
  readonly tests: Map<string, (data: ConversationData) => boolean>
  readonly tasks: Map<string, UnderstandingTasks>
  readonly hooks: Map<string, (input: StateHookArguments) => void>
}

/** Everything about a flow that the states' compilation shares. */
export interface FlowPlan {
  readonly definition: ConversationFlow
  readonly states: ReadonlyMap<string, StatePlan>
  /** States that a conversation may enter more than once. */
  readonly cyclic: ReadonlySet<string>
  readonly functions: FlowFunctions
  /** Composed guards that name the user's own guards, by guard type. */
  readonly guardTrees: Map<string, GuardTree>
  readonly prompt: (prompt: Prompt) => PromptDefinition
  readonly order: (candidates: readonly Candidate[]) => readonly Candidate[]
}
