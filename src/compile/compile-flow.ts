import type { ConversationData } from '../conditions/condition.js'
import { type Evaluators, evaluatorOf } from '../conditions/evaluator.js'
import { leafConditions } from '../conditions/model-needs.js'
import type { ConversationFlow } from '../definition/flow.js'
import { InvalidFlowError } from '../diagnostics/invalid-flow-error.js'
import { buildConfig } from './build-config.js'
import type { CompileOptions } from './compile-options.js'
import { compileProblems } from './compile-problems.js'
import type { ConversationMachine } from './conversation-machine.js'
import type { FlowPlan } from './flow-plan.js'
import { assembleMachine } from './machine-from-config.js'
import { placeholderActors, placeholderGuards } from './placeholders.js'
import { planFlow } from './plan-flow.js'
import { reportToConsole } from './report-problem.js'

interface Compiled {
  readonly options: CompileOptions
  readonly machine: ConversationMachine
}

const compiledFlows = new WeakMap<object, Compiled[]>()

/**
 * Compiles a flow into an ordinary XState machine. The same flow with the same options gives the same machine, so that it may stand
 * in a component.
 *
 * @throws {InvalidFlowError} with every problem that was found
 * @example
 * import { createActor } from 'xstate'
 * const machine = compileFlow(flow, { model })
 * const actor = createActor(machine, { input: { conversationId: 'user123' } }).start()
 */
export function compileFlow<StateName extends string, PromptName extends string, Data extends ConversationData>(
  flow: ConversationFlow<StateName, PromptName, Data>,
  options?: CompileOptions,
): ConversationMachine<StateName, Data>
export function compileFlow(flow: ConversationFlow, options: CompileOptions = {}): ConversationMachine {
  const known = isObject(flow) ? compiledFlows.get(flow)?.find((compiled) => isSameOptions(compiled.options, options)) : undefined
  if (known !== undefined) return known.machine
  const problems = compileProblems(flow, options)
  if (problems.length > 0) throw new InvalidFlowError(problems)
  const machine = compile(flow, options)
  compiledFlows.set(flow, [...(compiledFlows.get(flow) ?? []), { options, machine }])
  return machine
}

function compile(flow: ConversationFlow, options: CompileOptions): ConversationMachine {
  const plan = planFlow(flow, options)
  const config = buildConfig(plan)
  const report = options.onProblem ?? reportToConsole
  const { tests, tasks, hooks } = plan.functions
  const support = {
    model: options.model,
    models: options.models ?? {},
    stemmers: options.stemmers ?? {},
    evaluators: evaluatorsOf(plan),
    tests,
    tasks,
    hooks,
    report,
  }
  return assembleMachine(config, support, {
    guards: placeholderGuards(config, report),
    actors: { ...placeholderActors(config), ...options.actors },
  })
}

/** The engines that the flow's own conditions carry. */
function evaluatorsOf(plan: FlowPlan): Evaluators {
  const conditions = [...plan.states.values()].flatMap(({ candidates, replyCandidates }) => [...candidates, ...replyCandidates])
  const leaves = conditions.flatMap(({ condition }) => leafConditions(condition))
  const regex = leaves.find((leaf) => leaf.type === 'regex')
  const sentiment = leaves.find((leaf) => leaf.type === 'sentiment' && leaf.by !== 'model')
  const evaluators: { -readonly [Key in keyof Evaluators]: Evaluators[Key] } = {}
  const regexEvaluator = regex?.type === 'regex' ? evaluatorOf(regex) : undefined
  const sentimentEvaluator = sentiment?.type === 'sentiment' ? evaluatorOf(sentiment) : undefined
  if (regexEvaluator !== undefined) evaluators.regex = regexEvaluator
  if (sentimentEvaluator !== undefined) evaluators.sentiment = sentimentEvaluator
  return evaluators
}

function isSameOptions(left: CompileOptions, right: CompileOptions): boolean {
  const keys = new Set([...Object.keys(left), ...Object.keys(right)])
  return [...keys].every((key) => Reflect.get(left, key) === Reflect.get(right, key))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
