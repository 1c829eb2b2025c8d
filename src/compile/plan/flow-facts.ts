import type { ConversationData } from '../../conditions/condition.js'
import type { ConversationFlow, Prompt, PromptDefinition } from '../../definition/flow.js'
import type { Candidate } from './understanding-plan.js'

/** What the planning of one state needs to know of its flow. */
export interface FlowFacts {
  readonly definition: ConversationFlow
  readonly prompt: (prompt: Prompt) => PromptDefinition
  readonly order: (candidates: readonly Candidate[]) => readonly Candidate[]
  /** Gives a `context` function the name by which the chart refers to it, the wanted one or that with a number. */
  readonly nameTest: (wanted: string, test: (data: ConversationData) => boolean) => string
}
