import { languageOf } from '../../definition/state-facts.js'
import type { JsonObject } from '../../diagnostics/json.js'
import { actionsOf, type MachineConfigJson, type StateNodeConfig } from '../../machine/config.js'
import type { AddedParts } from '../../machine/implementation-names.js'
import { userGuardNames } from '../../runtime/placeholders.js'
import { Call, type Code, type CodeObject, Expression, printCode } from './code.js'
import { guardCode } from './guard-code.js'
import type { SourceParts } from './source-parts.js'
import { functionsCode, tasksCode, userFunctions } from './user-functions.js'

/** Writes everything that stands before the machine: what is said and asked, the flow's own functions, and the conditions. */
export function preparation(parts: SourceParts): readonly string[] {
  const { plan, config, use } = parts
  const states = Object.entries(config.states).flatMap(([name, { meta }]): [string, JsonObject][] =>
    meta === undefined ? [] : [[name, meta]],
  )
  const understandings = Object.values(config.states).flatMap(understandingsOf)
  const tasks = tasksCode(plan, use)
  const functions = userFunctions(plan, use)
  const asks = understandings.length > 0
  const facts: CodeObject = {
    flow: new Expression('facts'),
    states: new Expression('states'),
    understandings: asks ? new Expression('understandings') : undefined,
    tasks: Object.keys(tasks).length === 0 ? undefined : new Expression('tasks'),
  }
  return [
    constant('facts', config.meta, `as const satisfies ${use('type FlowMeta')}`),
    commented('What each state says.', constant('states', Object.fromEntries(states), satisfiesRecord(use('type StateFacts')))),
    ...(!asks
      ? []
      : [
          commented(
            'What the model is asked about a message.',
            constant('understandings', Object.fromEntries(understandings), satisfiesRecord(use('type UnderstandingMeta'))),
          ),
        ]),
    ...(functions.length === 0
      ? []
      : [
          commented(
            "TODO: the flow's own functions can not be printed. Write them here.",
            constant('functions', functionsCode(functions, use)),
          ),
        ]),
    ...(facts.tasks === undefined ? [] : [constant('tasks', tasks)]),
    constant('parts', new Call(use(asks ? 'conversationParts' : isVerbatim(config) ? 'verbatimParts' : 'speakingParts'), facts)),
    ...addedParts(parts),
    ...speech(parts),
    ...guards(parts),
  ]
}

/** Tells whether a machine calls no actor but its timers, and speaks texts alone. */
function isVerbatim(config: MachineConfigJson): boolean {
  const calls = Object.values(config.states).flatMap(({ states = {} }) => Object.values(states).map(({ invoke }) => invoke?.src))
  const spoken = actionsOf(config).filter(({ type }) => type === 'speak')
  return calls.every((src) => src === undefined || src === 'deadline') && spoken.every(({ params }) => params?.say !== undefined)
}

/** Writes a constant; `after` follows its value. */
function constant(name: string, code: Code, after = ''): string {
  return `const ${name} = ${printCode(code, 0, `const ${name} = `.length)}${after === '' ? '' : ` ${after}`}`
}

function commented(comment: string, statement: string): string {
  return `/** ${comment} */\n${statement}`
}

function satisfiesRecord(type: string): string {
  return `as const satisfies Readonly<Record<string, ${type}>>`
}

function understandingsOf({ states = {} }: StateNodeConfig): readonly [string, JsonObject][] {
  return Object.values(states).flatMap(({ meta }): [string, JsonObject][] => {
    const tasks = meta?.tasks
    return meta === undefined || typeof tasks !== 'string' ? [] : [[tasks, meta]]
  })
}

/** Writes what the constructs of the flow add to the parts of every conversation. */
function addedParts({ added, plan, use }: SourceParts): readonly string[] {
  const facts = { flow: new Expression('facts'), states: new Expression('states') }
  const checked = Object.entries(plan.definition.events ?? {}).flatMap(([name, { payload }]): [string, Code][] =>
    payload === undefined ? [] : [[name, new Call(use('event'), { payload })]],
  )
  const events: CodeObject = { flow: facts.flow, events: checked.length === 0 ? undefined : Object.fromEntries(checked) }
  const constants: Readonly<Record<AddedParts, () => string>> = {
    calls: () => constant('calls', new Call(use('callParts'))),
    changes: () => constant('changes', new Call(use('changeParts'), facts)),
    events: () => constant('events', new Call(use('eventParts'), events)),
  }
  return [...added].map((part) => constants[part]())
}

function speech({ guards: sources, plan }: SourceParts): readonly string[] {
  if (sources.speech === undefined) return []
  const language = languageOf(plan.definition)
  return [constant('speech', { language, stemmers: new Expression('stemmers') })]
}

function guards({ names, guards: sources, config, use }: SourceParts): readonly string[] {
  const own = userGuardNames(config).map((name): [string, Code] => [name, new Call(use('guardNotWritten'), name)])
  // A constant can not be made of its own parts.
  const inFull = { ...sources, nameOf: () => undefined }
  const conditions = names.conditions.map(({ name, tree }): [string, Code] => [name, guardCode(tree, inFull)])
  return [
    ...(own.length === 0 ? [] : [commented('TODO: your own guards.', constant('userGuards', Object.fromEntries(own)))]),
    ...(conditions.length === 0
      ? []
      : [commented('What guards the transitions of the flow.', constant('conditions', Object.fromEntries(conditions)))]),
  ]
}
