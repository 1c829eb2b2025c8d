import { quote } from '../../diagnostics/quote.js'
import type { MachineConfigJson, StateNodeConfig } from '../../machine/config.js'
import { actionNames } from '../../machine/config.js'
import { isRecord } from '../../machine/event-facts.js'
import type { ConversationMachine } from '../../machine/index.js'
import type { StateMeta, UnderstandingMeta } from '../../machine/meta.js'
import { readConfig } from '../../machine/read-config.js'
import { modelSupportOf } from '../../runtime/actors/model-support.js'
import { isPlaceholder, userActorNames, userGuardNames } from '../../runtime/placeholders.js'

/** Returns what a machine can not run without and was not given, one sentence each. */
export function missingImplementations(machine: ConversationMachine): readonly string[] {
  const config = readConfig(machine.config)
  const { actors, guards, actions } = machine.implementations
  return [
    ...modelNeeds(machine, config),
    ...userActorNames(config)
      .filter((name) => actors[name] === undefined || isPlaceholder(actors[name]))
      .map((name) => `the actor ${quote(name)} is missing; give it by the \`actors\` option.`),
    ...userGuardNames(config)
      .filter((name) => guards[name] === undefined || isPlaceholder(guards[name]))
      .map((name) => `the guard ${quote(name)} is missing; open machine.provide({ guards: { … } }) instead of the flow.`),
    ...actionNames(config)
      .filter((name) => actions[name] === undefined)
      .map((name) => `the action ${quote(name)} is missing; open machine.provide({ actions: { … } }) instead of the flow.`),
  ]
}

function modelNeeds(machine: ConversationMachine, config: MachineConfigJson): readonly string[] {
  const { actors } = machine.implementations
  const respond = modelSupportOf(actors.respond)
  const understand = modelSupportOf(actors.understand)
  const needs = Object.entries(config.states).flatMap(([name, node]) => [
    ...(respond === undefined || respond.hasModel ? [] : promptNeeds(name, node)),
    ...(understand === undefined ? [] : questionNeeds(name, node, understand)),
  ])
  return [...new Set(needs)]
}

function promptNeeds(name: string, { meta }: StateNodeConfig): readonly string[] {
  const { prompt, missPrompt } = (meta ?? {}) as unknown as Partial<StateMeta>
  const needs = [prompt, missPrompt].some((candidate) => candidate?.instruct !== undefined && candidate.say === undefined)
  return needs
    ? [`the prompt of state ${quote(name)} is an instruction alone, which takes a model; give \`model\`, or write a \`say\`.`]
    : []
}

function questionNeeds(
  name: string,
  { states = {} }: StateNodeConfig,
  support: { readonly hasModel: boolean; readonly models: readonly string[] },
): readonly string[] {
  return Object.values(states).flatMap(({ meta }) => {
    if (!isRecord(meta) || !Array.isArray(meta.questions)) return []
    const { questions } = meta as unknown as UnderstandingMeta
    return questions.flatMap(({ key, model }) => {
      if (model === null) {
        return support.hasModel
          ? []
          : [`${quote(key)} in state ${quote(name)} is decided by a model; give \`model\`, such as templateModel().`]
      }
      return support.models.includes(model)
        ? []
        : [`${quote(key)} in state ${quote(name)} asks the model ${quote(model)}; give it by \`models\`.`]
    })
  })
}
