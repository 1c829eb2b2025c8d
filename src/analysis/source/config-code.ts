import {
  guardTreeOf,
  type InvokeConfig,
  type MachineConfigJson,
  type StateNodeConfig,
  type TransitionConfig,
} from '../../machine/config.js'
import { Call, type Code, type CodeObject, Expression, property } from './code.js'
import type { GuardNames } from './guard-names.js'

/** Writes the whole config for `createMachine`, of the same shape as the compiled one: guards by name, and functions where XState wants them. */
export function configCode(config: MachineConfigJson, names: GuardNames): Code {
  const states = Object.entries(config.states).map(([name, node]) => [name, nodeCode(name, node, names)])
  return {
    id: config.id,
    version: config.version,
    description: config.description,
    meta: new Expression('facts'),
    context: new Expression('parts.context'),
    output: new Expression('parts.output'),
    initial: { target: config.initial.target, actions: config.initial.actions.map((action) => ({ ...action })) },
    on: eventsCode(config.on, names),
    states: Object.fromEntries(states),
  }
}

function nodeCode(state: string, { meta, on, invoke, states, ...rest }: StateNodeConfig, names: GuardNames): CodeObject {
  const { id, type, description, tags, initial, always, entry, exit, output } = rest
  const inner = Object.entries(states ?? {}).map(([name, node]) => [name, nodeCode(state, node, names)])
  return {
    id,
    type,
    description,
    tags,
    meta: meta === undefined ? undefined : metaCode(state, meta),
    initial: typeof initial === 'object' ? { target: initial.target, actions: initial.actions.map((action) => ({ ...action })) } : initial,
    entry: entry === undefined ? undefined : entry.map((action) => ({ ...action })),
    exit: exit === undefined ? undefined : exit.map((action) => ({ ...action })),
    invoke: invoke === undefined ? undefined : invokeCode(invoke, meta, names),
    always: always?.map((transition) => transitionCode(transition, names)),
    on: on === undefined ? undefined : eventsCode(on, names),
    states: inner.length === 0 ? undefined : Object.fromEntries(inner),
    output,
  }
}

/** What an understanding asks is kept apart from what a state says. */
function metaCode(state: string, meta: NonNullable<StateNodeConfig['meta']>): Expression {
  return typeof meta.tasks === 'string' ? property('understandings', meta.tasks) : property('states', state)
}

function invokeCode({ id, src, onDone, onError, onSnapshot }: InvokeConfig, meta: StateNodeConfig['meta'], names: GuardNames): CodeObject {
  return {
    id,
    src,
    input: inputCode(id, meta),
    onSnapshot: onSnapshot === undefined ? undefined : transitionCode(onSnapshot, names),
    onDone: onDone?.map((transition) => transitionCode(transition, names)),
    onError: onError?.map((transition) => transitionCode(transition, names)),
  }
}

function inputCode(id: string, meta: StateNodeConfig['meta']): Code {
  switch (id) {
    case 'respond':
      return new Expression('parts.respondInput')
    case 'understand':
      return new Call('parts.understandInput', meta?.tasks ?? '')
    case 'timeout':
      return new Expression('parts.deadlineInput')
    default:
      return new Expression('parts.invokeInput')
  }
}

function eventsCode(on: NonNullable<StateNodeConfig['on']>, names: GuardNames): CodeObject {
  return Object.fromEntries(Object.entries(on).map(([event, transitions]) => [event, transitions.map((one) => transitionCode(one, names))]))
}

function transitionCode({ target, guard, actions, reenter, description, meta }: TransitionConfig, names: GuardNames): CodeObject {
  const name = guard === undefined ? undefined : names.nameOf(guardTreeOf(guard))
  return {
    target,
    guard: guard === undefined ? undefined : name === undefined ? { ...guard } : { type: name },
    actions: actions?.map((action) => ({ ...action })),
    reenter,
    description,
    meta,
  }
}
