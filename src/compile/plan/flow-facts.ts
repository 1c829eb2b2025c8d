import type { ConversationFlow, Prompt, PromptDefinition } from '../../definition/flow.js'
import type { Candidate } from './understanding-plan.js'

/** What the planning of one state needs to know of its flow. */
export interface FlowFacts {
  readonly definition: ConversationFlow
  readonly prompt: (prompt: Prompt) => PromptDefinition
  readonly order: (candidates: readonly Candidate[]) => readonly Candidate[]
}
