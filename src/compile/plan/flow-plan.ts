import type { ConversationData } from '../../conditions/condition.js'
import { orderCandidates } from '../../conditions/order/transition-order.js'
import type { ConversationFlow, PromptDefinition, StateHookArguments } from '../../definition/flow.js'
import { statesOnCycles } from '../../definition/flow-graph.js'
import type { UnderstandingTasks } from '../../runtime/actors/understand-actor.js'
import type { CompileOptions } from '../compile-options.js'
import type { FlowFacts } from './flow-facts.js'
import { resolvePrompt } from './prompt.js'
import { planState, type StatePlan } from './state-plan.js'

type Test = (data: ConversationData) => boolean
type Hook = (input: StateHookArguments) => void

/** The flow's own functions, by the names under which the chart refers to them. JSON holds the names only. */
export interface FlowFunctions {
  readonly tests: ReadonlyMap<string, Test>
  readonly tasks: ReadonlyMap<string, UnderstandingTasks>
  readonly hooks: ReadonlyMap<string, Hook>
}

/** Everything about a flow that is known before it runs; the config is written from it. */
export interface FlowPlan {
  readonly definition: ConversationFlow
  readonly systemPrompt: PromptDefinition | undefined
  readonly states: ReadonlyMap<string, StatePlan>
  /** States that a conversation may enter more than once. */
  readonly cyclic: ReadonlySet<string>
  readonly functions: FlowFunctions
}

const NOTHING_TO_SAY: PromptDefinition = { say: '' }

/** Works out everything about a flow that is known before it runs. */
export function planFlow(definition: ConversationFlow, options: CompileOptions): FlowPlan {
  const { language, transitionOrder: order, systemPrompt } = definition
  const orderOptions = { order, language, stemmers: options.stemmers }
  const tests = new Map<string, Test>()
  const facts: FlowFacts = {
    definition,
    prompt: (prompt) => resolvePrompt(definition, options.prompts, prompt) ?? NOTHING_TO_SAY,
    order: (candidates) => orderCandidates(candidates, orderOptions),
    nameTest: (wanted, test) => {
      const name = freeName(tests, wanted, test)
      tests.set(name, test)
      return name
    },
  }
  const states = new Map(Object.entries(definition.states).map(([name, state]) => [name, planState(facts, name, state)]))
  return {
    definition,
    systemPrompt: systemPrompt === undefined ? undefined : facts.prompt(systemPrompt),
    states,
    cyclic: statesOnCycles(definition),
    functions: { tests, tasks: tasksOf(states), hooks: hooksOf(states) },
  }
}

/** Gives the same function its name again; another function gets the name with a number. */
function freeName(tests: ReadonlyMap<string, Test>, wanted: string, test: Test): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? wanted : `${wanted}_${count}`
    const taken = tests.get(name)
    if (taken === undefined || taken === test) return name
  }
}

function tasksOf(states: ReadonlyMap<string, StatePlan>): FlowFunctions['tasks'] {
  const understandings = [...states].flatMap(([name, { understanding, understandingReply }]) =>
    [understanding, understandingReply].flatMap((plan) => (plan === undefined ? [] : [[`${name}/${plan.about}`, plan.tasks] as const])),
  )
  return new Map(understandings)
}

function hooksOf(states: ReadonlyMap<string, StatePlan>): FlowFunctions['hooks'] {
  const hooks = [...states].flatMap(([name, { state }]) =>
    (['onEnter', 'onExit'] as const).map((hook) => [hookName(name, hook), state[hook]] as const),
  )
  return new Map(hooks.flatMap(([name, hook]) => (typeof hook === 'function' ? [[name, hook] as const] : [])))
}

/** Names the action of a state's `onEnter` or `onExit` function. */
export function hookName(state: string, hook: 'onEnter' | 'onExit'): string {
  return `${state}.${hook}`
}
