import { plannedLeaves } from '../../compile/plan/flow-plan.js'
import type { FieldSource } from '../../conditions/fields/field-source.js'
import { isAnswer } from '../../conditions/leaves.js'
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

/** Tells whether a machine calls no actor but its timers, and speaks texts alone, without the question that was asked in them. */
function isVerbatim(config: MachineConfigJson): boolean {
  const calls = Object.values(config.states).flatMap(({ states = {} }) => Object.values(states).map(({ invoke }) => invoke?.src))
  const spoken = actionsOf(config).filter(({ type }) => type === 'speak')
  const isText = (say: unknown) => typeof say === 'string' && !/\{\{[^}]*\bask\b/.test(say)
  return calls.every((src) => src === undefined || src === 'deadline') && spoken.every(({ params }) => isText(params?.say))
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
function addedParts(parts: SourceParts): readonly string[] {
  const { added, plan, use } = parts
  const facts = { flow: new Expression('facts'), states: new Expression('states') }
  const checked = Object.entries(plan.definition.events ?? {}).flatMap(([name, { payload }]): [string, Code][] =>
    payload === undefined ? [] : [[name, new Call(use('event'), { payload })]],
  )
  const events: CodeObject = { flow: facts.flow, events: checked.length === 0 ? undefined : Object.fromEntries(checked) }
  const constants: Readonly<Record<AddedParts, () => string>> = {
    calls: () => constant('calls', new Call(use('callParts'))),
    changes: () => constant('changes', new Call(use('changeParts'), facts)),
    events: () => constant('events', new Call(use('eventParts'), events)),
    fields: () => constant('fields', new Call(use('fieldParts'), fieldFacts(parts))),
  }
  return [...added].map((part) => constants[part]())
}

/** Writes what reading fields takes besides plain data: the engines of patterns and days, and what tells answers. */
function fieldFacts({ plan, use, hasStemmer }: SourceParts): CodeObject {
  const read = [...plan.states.values()].flatMap(({ collect, correct }) => (collect ?? correct)?.fields ?? [])
  const engines = read.flatMap(({ name, field }): [string, Code][] => {
    const source = sourceCode(field.from, use)
    return source === undefined ? [] : [[name, source]]
  })
  const corrects = [...plan.states.values()].some(({ correct }) => correct?.told !== undefined)
  const answer = corrects ? plannedLeaves(plan).find(isAnswer) : undefined
  return {
    flow: new Expression('facts'),
    sources: engines.length === 0 ? undefined : Object.fromEntries(engines),
    answers: answer && new Call(use(answer.type)),
    stemmers: hasStemmer ? new Expression('stemmers') : undefined,
  }
}

/** Writes a source that carries an engine; undefined for one of plain data. */
function sourceCode(from: FieldSource = 'model', use: SourceParts['use']): Code | undefined {
  if (typeof from === 'string' || 'choices' in from) return undefined
  if (!('regex' in from)) return new Call(use('fromDate'))
  const { regex, group, flags } = from
  const options: CodeObject = { group, flags }
  return new Call(use('fromRegex'), regex, ...(group === undefined && flags === undefined ? [] : [options]))
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
