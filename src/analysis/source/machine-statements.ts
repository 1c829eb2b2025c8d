import { actionNames, type MachineConfigJson, type StateNodeConfig } from '../../machine/config.js'
import { type AddedParts, isBuiltInAction } from '../../machine/implementation-names.js'
import { userActorNames, userGuardNames } from '../../runtime/placeholders.js'
import { Call, type Code, type CodeObject, Expression, printCode, property, Spread } from './code.js'
import { configCode } from './config-code.js'
import { guardCode } from './guard-code.js'
import type { SourceParts } from './source-parts.js'

/** Writes the machine itself, and the same with a model where it can use one. */
export function machineStatements(parts: SourceParts): readonly string[] {
  const { config, names, use, importXState } = parts
  const implementations: CodeObject = {
    types: typesCode(use),
    actors: actorsCode(parts),
    actions: actionsCode(parts),
    guards: guardsCode(parts),
  }
  const setup = `${importXState('setup')}(${printCode(implementations, 0, 1000)})`
  const machine = `export const machine = ${setup}.createMachine(${printCode(configCode(config, names), 0, 1000)})`
  return callsModel(config) ? [machine, machineWith(use)] : [machine]
}

function machineWith(use: SourceParts['use']): string {
  return [
    '/** The same machine with a model that speaks and decides. */',
    `export function machineWith(models: ${use('type ConversationModels')}) {`,
    '  return machine.provide({ actors: parts.actors(models) })',
    '}',
  ].join('\n')
}

function typesCode(use: SourceParts['use']): Code {
  const as = (name: string, orNothing = '') => new Expression(`{} as ${use(`type ${name}`)}${orNothing}`)
  return {
    context: as('ConversationContext'),
    events: as('MachineEvent'),
    input: as('ConversationInput', ' | undefined'),
    output: as('ConversationOutput'),
    emitted: as('ConversationEmitted'),
    tags: as('ConversationTag'),
  }
}

function actorsCode({ config, use }: SourceParts): Code {
  const own = userActorNames(config)
  const builtIn = new Call('parts.actors')
  if (own.length === 0) return builtIn
  return { '... builtIn': new Spread(builtIn), ...Object.fromEntries(own.map((name) => [name, new Call(use('actorNotWritten'), name)])) }
}

function actionsCode({ config, plan, added }: SourceParts): Code {
  const { hooks } = plan.functions
  const builtIn = new Expression('parts.actions')
  const named = actionNames(config).filter((type) => !isBuiltInAction(type) && !hooks.has(type))
  if (hooks.size + named.length + added.size === 0) return builtIn
  return {
    '... builtIn': new Spread(builtIn),
    ...addedCode(added, 'actions'),
    ...Object.fromEntries([...hooks.keys()].map((name) => [name, new Call('parts.hook', name, property('functions', name))])),
    ...Object.fromEntries(named.map((name) => [name, new Expression('() => undefined /* TODO: your own action */')])),
  }
}

function guardsCode({ config, names, guards, added }: SourceParts): Code {
  const combinations = names.combinations.map(({ name, tree }): [string, Code] => [name, guardCode(tree, guards)])
  return {
    '... parts': new Spread(new Expression('parts.guards')),
    ...addedCode(new Set([...added].filter((part) => part !== 'changes')), 'guards'),
    '... own': userGuardNames(config).length === 0 ? undefined : new Spread(new Expression('userGuards')),
    '... conditions': names.conditions.length === 0 ? undefined : new Spread(new Expression('conditions')),
    ...Object.fromEntries(combinations),
  }
}

/** Spreads what the constructs of the flow add; changes of data have no guards. */
function addedCode(added: ReadonlySet<AddedParts>, kind: 'actions' | 'guards'): CodeObject {
  return Object.fromEntries([...added].map((part) => [`... ${part}`, new Spread(new Expression(`${part}.${kind}`))]))
}

function allNodes(node: StateNodeConfig): readonly StateNodeConfig[] {
  return [node, ...Object.values(node.states ?? {}).flatMap(allNodes)]
}

function callsModel({ states }: MachineConfigJson): boolean {
  const sources = Object.values(states)
    .flatMap(allNodes)
    .map(({ invoke }) => invoke?.src)
  return sources.includes('respond') || sources.includes('understand')
}
