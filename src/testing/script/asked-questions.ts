import { isJsonObject, type JsonValue } from '../../diagnostics/json.js'
import type { MachineConfigJson } from '../../machine/config.js'
import type { ConversationContext } from '../../machine/context.js'
import type { UnderstandingMeta } from '../../machine/meta.js'
import type { StatePosition } from '../../machine/state-position.js'
import type { PathStep } from './path-step.js'

/** Returns what the model is asked where a conversation stands. */
export function questionsIn({ states }: MachineConfigJson, { state, substate }: StatePosition): UnderstandingMeta['questions'] {
  const meta = states[state]?.states?.[substate ?? '']?.meta as unknown as UnderstandingMeta | undefined
  return meta?.questions ?? []
}

/** Returns how many calls an understanding makes where a conversation stands: one of each model that is asked. The message that leads to fields is only read for them. */
export function callsAsked(
  config: MachineConfigJson,
  position: StatePosition,
  { readsMessage }: Pick<ConversationContext, 'readsMessage'>,
): number {
  const questions = questionsIn(config, position)
  const isOnlyRead = readsMessage === true && position.substate === 'understanding'
  const asked = isOnlyRead ? questions.filter(({ type }) => type === 'extract') : questions
  return new Set(asked.map(({ model }) => model)).size
}

/** Returns a step without the data that the model is not asked for: a flow that has changed may ask for less than when its paths were made. */
export function withoutUnasked(step: PathStep, config: MachineConfigJson, position: StatePosition): PathStep {
  if (step.type !== 'answers' || step.extractedBy === 'run') return step
  const told = Object.entries(step.data)
  if (told.length === 0) return step
  const asked = questionsIn(config, position).find(({ type }) => type === 'extract')
  const schema = asked?.type === 'extract' ? asked.schema : undefined
  const properties: JsonValue | undefined = schema === undefined ? {} : schema.properties
  if (!isJsonObject(properties)) return step
  return { ...step, data: Object.fromEntries(told.filter(([name]) => Object.hasOwn(properties, name))) }
}
