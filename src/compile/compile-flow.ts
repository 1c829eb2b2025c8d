import type { ConversationData } from '../conditions/condition.js'
import { type Evaluators, evaluatorOf } from '../conditions/evaluator.js'
import { leafConditions } from '../conditions/model-needs.js'
import type { ConversationFlow } from '../definition/flow.js'
import { InvalidFlowError } from '../diagnostics/invalid-flow-error.js'
import type { ConversationMachine } from '../machine/conversation-machine.js'
import { reportToConsole } from '../machine/report-problem.js'
import { assembleMachine } from '../runtime/machine-from-config.js'
import { placeholderActors, placeholderGuards } from '../runtime/placeholders.js'
import { compileProblems } from './check/compile-problems.js'
import type { CompileOptions } from './compile-options.js'
import { buildConfig } from './config/build-config.js'
import type { FlowPlan } from './plan/flow-plan.js'
import { planFlow } from './plan/plan-flow.js'

/** What a machine is compiled with; other options of whoever asks do not matter. */
const PARTS = ['model', 'models', 'prompts', 'actors', 'stemmers', 'onProblem'] as const satisfies readonly (keyof CompileOptions)[]
const ABSENT = {}

/** Machines by flow, then by each part. A machine lives as long as the flow and every part that it was compiled with. */
interface Compiled {
  machine?: ConversationMachine
  readonly next: WeakMap<object, Compiled>
}

const compiledFlows: Compiled = { next: new WeakMap() }

function compiledFrom(flow: object, options: CompileOptions): Compiled {
  return [flow, ...PARTS.map((part) => options[part] ?? ABSENT)].reduce<Compiled>(({ next }, key) => {
    const known = next.get(key) ?? { next: new WeakMap() }
    next.set(key, known)
    return known
  }, compiledFlows)
}

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
  const compiled = isObject(flow) ? compiledFrom(flow, options) : undefined
  if (compiled?.machine !== undefined) return compiled.machine
  const problems = compileProblems(flow, options)
  if (problems.length > 0) throw new InvalidFlowError(problems)
  const machine = compile(flow, options)
  if (compiled !== undefined) compiled.machine = machine
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

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
