import type { JsonObject } from '../../diagnostics/json.js'
import { isRecord } from '../../diagnostics/json.js'
import { conditionOf, transitionsOf } from '../../machine/config.js'
import type { ConversationMachine } from '../../machine/conversation-machine.js'
import { type EventInContext, outputOf } from '../../machine/event-facts.js'
import { evaluateTree, type GuardLeaf, type GuardTree } from '../../machine/guard-expression.js'
import { readConfig } from '../../machine/read-config.js'
import { userGuardNames } from '../../runtime/placeholders.js'
import { contextName, guardName } from './test-utterances.js'

type Guard = (input: EventInContext, params: unknown) => boolean

/**
 * Returns the same machine, in which the user's own guards and `context` functions answer as the event says. A guard that the event says nothing
 * about does not hold; a function then runs as it is.
 */
export function withScriptedGuards<Machine extends ConversationMachine>(machine: Machine): Machine {
  const config = readConfig(machine.config)
  const known: Readonly<Record<string, unknown>> = { ...machine.implementations.guards }
  const own = userGuardNames(config).map((name): [string, Guard] => [
    name,
    ({ event }, params) => scriptedGuard(event, guardName(name, isRecord(params) ? params : undefined)) ?? false,
  ])
  const context: Guard = (input, params) => {
    const name = isRecord(params) && typeof params.function === 'string' ? params.function : undefined
    const scripted = name === undefined ? undefined : scriptedGuard(input.event, contextName(name))
    return scripted ?? call(known.context, input, params)
  }
  const scripted: Readonly<Record<string, Guard>> = { ...Object.fromEntries(own), context }
  const composed: Guard = (input, params) =>
    evaluateTree(conditionOf({ type: 'composed', params: params as JsonObject }), ({ type, params: inner }: GuardLeaf) =>
      call(scripted[type] ?? known[type], input, inner),
    )
  const guards = { ...scripted, composed }
  return machine.provide({ guards } as never) as Machine
}

/** Tells whether the machine has guards or functions whose answers have to be scripted. */
export function asksUserGuards(machine: ConversationMachine): boolean {
  const config = readConfig(machine.config)
  return userGuardNames(config).length > 0 || transitionsOf(config).some(({ guard }) => guard !== undefined && asksFunction(guard))
}

function asksFunction(tree: GuardTree): boolean {
  return JSON.stringify(tree).includes('"function":')
}

/** Answers that are handed on keep what came with them; so it stands in the output of an actor. */
function scriptedGuard(event: EventInContext['event'], name: string): boolean | undefined {
  const { guards } = event.type === 'user.message' ? event : outputOf(event)
  const answer = isRecord(guards) ? guards[name] : undefined
  return typeof answer === 'boolean' ? answer : undefined
}

function call(guard: unknown, input: EventInContext, params: unknown): boolean {
  return typeof guard === 'function' && Reflect.apply(guard, undefined, [input, params]) === true
}
