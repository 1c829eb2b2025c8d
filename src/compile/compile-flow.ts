import { compileProblems } from '#flow-problems'
import type { ConversationData } from '../conditions/condition.js'
import { fieldEvaluators } from '../conditions/fields/field-evaluators.js'
import { evaluatorsOf } from '../conditions/leaves.js'
import type { ConversationFlow } from '../definition/flow.js'
import type { AnyState, FlowNames } from '../definition/flow-names.js'
import { InvalidFlowError } from '../diagnostics/invalid-flow-error.js'
import type { ConversationMachine } from '../machine/conversation-machine.js'
import { totalReport } from '../machine/total-listener.js'
import { assembleMachine } from '../runtime/machine-from-config.js'
import { placeholderActors, placeholderGuards } from '../runtime/placeholders.js'
import { cachedMachine, type PreparedFlow, preparedFlow } from './compile-cache.js'
import type { CompileOptions } from './compile-options.js'
import { buildConfig } from './config/build-config.js'
import { fieldLanguageOf } from './config/field-language.js'
import { planFlow, plannedLeaves } from './plan/flow-plan.js'

/**
 * Compiles a flow into an ordinary XState machine. The same flow with the same options gives the same machine, so that it may stand
 * in a component; `models`, `prompts`, `actors` and `stemmers` may be written there too, as plain objects of the same values.
 *
 * @throws {InvalidFlowError} with every problem that was found
 * @example
 * import { createActor } from 'xstate'
 * const machine = compileFlow(flow, { model })
 * const actor = createActor(machine, { input: { conversationId: 'user123' } }).start()
 */
export function compileFlow<StateName extends string, PromptName extends string, Data extends ConversationData, Names extends FlowNames>(
  flow: ConversationFlow<StateName, PromptName, Data, Names>,
  options?: CompileOptions<NoInfer<Names>['actor']>,
): ConversationMachine<AnyState<StateName, Names>, Data, Names>
export function compileFlow(flow: ConversationFlow, options: CompileOptions = {}): ConversationMachine {
  const isObject = typeof flow === 'object' && flow !== null
  return isObject
    ? cachedMachine(flow, options, () => assemble(preparedFlow(flow, options, prepareFlow), options))
    : assemble(prepareFlow(flow, options), options)
}

/** Check, plan, config. */
function prepareFlow(flow: ConversationFlow, options: CompileOptions): PreparedFlow {
  const problems = compileProblems(flow, options)
  if (problems.length > 0) throw new InvalidFlowError(problems)
  const plan = planFlow(flow, options)
  return {
    config: buildConfig(plan),
    support: {
      ...plan.functions,
      evaluators: { ...evaluatorsOf(plannedLeaves(plan)), ...fieldEvaluators(flow.fields) },
      fieldParts: fieldLanguageOf(flow),
    },
  }
}

function assemble({ config, support }: PreparedFlow, options: CompileOptions): ConversationMachine {
  const report = totalReport(options.onProblem)
  const own = { model: options.model, models: { ...options.models }, stemmers: { ...options.stemmers }, report }
  return assembleMachine(
    config,
    { ...support, ...own },
    { guards: placeholderGuards(config, report), actors: { ...placeholderActors(config), ...options.actors } },
  )
}
