import { isRecord } from '../../diagnostics/json.js'
import { quote } from '../../diagnostics/quote.js'
import { actionNames, type MachineConfigJson, type StateNodeConfig } from '../../machine/config.js'
import type { ConversationMachine } from '../../machine/index.js'
import { readMeta, type StateMeta } from '../../machine/meta.js'
import { readConfig } from '../../machine/read-config.js'
import { type ModelSupport, modelSupportOf } from '../../runtime/actors/model-support.js'
import { guardNames, isPlaceholder, userActorNames } from '../../runtime/placeholders.js'

/** Returns what a machine can not run without and was not given, one sentence each. */
export function missingImplementations(machine: ConversationMachine): readonly string[] {
  const config = readConfig(machine.config)
  const { actors, guards, actions } = machine.implementations
  return [
    ...modelNeeds(machine, config),
    ...userActorNames(config)
      .filter((name) => actors[name] === undefined || isPlaceholder(actors[name]))
      .map((name) => `the actor ${quote(name)} is missing; give it by the \`actors\` option.`),
    ...guardNames(config)
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
  const { stateOf } = readMeta(config)
  const needs = Object.entries(config.states).flatMap(([name, node]) => [
    ...(respond === undefined || respond.hasModel ? [] : promptNeeds(name, stateOf(name))),
    ...(understand === undefined ? [] : questionNeeds(name, node, understand)),
  ])
  return [...new Set(needs)]
}

function promptNeeds(name: string, { prompt, missPrompt, questions = {} }: StateMeta): readonly string[] {
  const needs = [prompt, missPrompt, ...Object.values(questions).flatMap(({ ask, invalid }) => [ask, invalid])].some(
    (candidate) => candidate?.instruct !== undefined && candidate.say === undefined,
  )
  return needs
    ? [`the prompt of state ${quote(name)} is an instruction alone, which takes a model; give \`model\`, or write a \`say\`.`]
    : []
}

function questionNeeds(name: string, { states = {} }: StateNodeConfig, { hasModel, models }: ModelSupport): readonly string[] {
  return Object.values(states)
    .flatMap(({ meta }) => questionsOf(meta))
    .flatMap(({ key, model }) => {
      if (model !== null) {
        return models.includes(model)
          ? []
          : [`${quote(key)} in state ${quote(name)} asks the model ${quote(model)}; give it by \`models\`.`]
      }
      return hasModel ? [] : [`${quote(key)} in state ${quote(name)} is decided by a model; give \`model\`, such as templateModel().`]
    })
}

/** Returns the questions that an understanding node asks, each with the model that it names. */
function questionsOf(meta: unknown): readonly { readonly key: string; readonly model: string | null }[] {
  const questions: readonly unknown[] = isRecord(meta) && Array.isArray(meta.questions) ? meta.questions : []
  return questions.flatMap((question) => {
    if (!isRecord(question) || typeof question.key !== 'string') return []
    return [{ key: question.key, model: typeof question.model === 'string' ? question.model : null }]
  })
}
