import type { FlowPlan } from '../../compile/plan/flow-plan.js'
import { quote } from '../../diagnostics/quote.js'
import type { UnderstandingTasks } from '../../runtime/actors/understand-actor.js'
import { Call, type Code, type CodeObject, Expression, printString, property } from './code.js'

/** A flow's own function, for which the generated file holds a place to write it. */
export interface UserFunction {
  readonly name: string
  /** Its parameters and result, as TypeScript. */
  readonly signature: string
  /** For the error of the one who calls it unwritten. */
  readonly what: string
}

type Use = (name: string) => string

/** Lists the flow's own functions; they are values, not text, so they can not be printed. */
export function userFunctions({ functions }: FlowPlan, use: Use): readonly UserFunction[] {
  const { tests, hooks, tasks } = functions
  return [
    ...[...tests.keys()].map((name) => ({
      name,
      signature: `(_data: ${use('type ConversationData')}): boolean`,
      what: `the test ${quote(name)}`,
    })),
    ...[...hooks.keys()].map((name) => ({
      name,
      signature: `(_turn: ${use('type StateHookArguments')}): void`,
      what: `the hook ${quote(name)}`,
    })),
    ...[...tasks].flatMap(([name, task]) => taskFunctions(name, task, use)),
  ]
}

/** Writes the functions as an object of places to fill in. */
export function functionsCode(functions: readonly UserFunction[], use: Use): Code {
  const entries = functions.map(({ name, signature, what }): [string, Code] => [
    name,
    new Expression(`${signature} => ${use('notWritten')}(${printString(what)})`),
  ])
  return Object.fromEntries(entries)
}

/** Writes what is found out about messages besides what the model is asked, by name; empty when there is nothing. */
export function tasksCode({ functions }: FlowPlan, use: Use): CodeObject {
  const entries = [...functions.tasks].flatMap(([name, task]): [string, Code][] => {
    const code = taskCode(name, task, use)
    return Object.values(code).every((part) => part === undefined) ? [] : [[name, code]]
  })
  return Object.fromEntries(entries)
}

function taskFunctions(name: string, { extract, customs, choices }: UnderstandingTasks, use: Use): readonly UserFunction[] {
  const signature = (result: string) => `(_message: ${use('type CustomArguments')}): ${result} | Promise<${result}>`
  const run = `${name}.run`
  return [
    ...(extract?.run === undefined
      ? []
      : [{ name: run, signature: signature(use('type ConversationData')), what: `the extraction ${quote(run)}` }]),
    ...customs.map(({ key }) => ({
      name: `${name}.${key}`,
      signature: signature('boolean'),
      what: `the condition ${quote(`${name}.${key}`)}`,
    })),
    ...choices.map(({ key }) => ({
      name: `${name}.${key}`,
      signature: signature('(string | null)'),
      what: `the choice ${quote(`${name}.${key}`)}`,
    })),
  ]
}

function taskCode(name: string, { extract, customs, choices }: UnderstandingTasks, use: Use): CodeObject {
  const own = (key: string) => property('functions', `${name}.${key}`)
  return {
    extract: extract === undefined ? undefined : extractCode(name, extract, use),
    customs: customs.length === 0 ? undefined : customs.map(({ key }) => ({ key, fn: own(key) })),
    choices: choices.length === 0 ? undefined : choices.map(({ key }) => ({ key, choose: own(key) })),
  }
}

function extractCode(name: string, { fields, from, prompt, schema, run }: NonNullable<UnderstandingTasks['extract']>, use: Use): Code {
  return new Call(use('extract'), {
    fields: fields === undefined ? undefined : { ...fields },
    schema: schema === undefined ? undefined : new Call(use('schemaNotWritten'), `the schema of ${quote(name)}`),
    from,
    prompt,
    run: run === undefined ? undefined : property('functions', `${name}.run`),
  })
}
