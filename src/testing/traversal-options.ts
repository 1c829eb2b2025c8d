import type { TraversalOptions } from '@xstate/graph'
import type { SnapshotFrom } from 'xstate'
import type { ConversationData } from '../conditions/condition.js'
import type { ConversationContext, ConversationInput } from '../machine/context.js'
import type { ConversationMachine } from '../machine/conversation-machine.js'
import type { ConversationEvent } from '../machine/events.js'
import { readConfig } from '../machine/read-config.js'
import { positionOf } from '../machine/state-position.js'
import { callsAsked } from './script/asked-questions.js'
import { nextSteps } from './script/next-steps.js'
import type { PathStep } from './script/path-step.js'
import { Phrasebook } from './script/phrasebook.js'
import { scriptFromConfig } from './script/script-from-config.js'
import { stateKey } from './script/state-key.js'
import { stepEvent } from './script/step-event.js'

/** Says how a traversal is bounded and what it starts from. */
export interface TraversalSettings<Data extends object = ConversationData> {
  /** The machine's input. */
  readonly input?: ConversationInput<Data>
  /** How many edges are followed before the traversal is given up with an error; 100,000 by default. */
  readonly limit?: number
}

/** Holds what `getShortestPaths` and the other traversals of `@xstate/graph` take for a compiled machine. */
export type MachineTraversalOptions<StateName extends string = string, Data extends object = ConversationData> = Required<
  Pick<
    TraversalOptions<SnapshotFrom<ConversationMachine<StateName, Data>>, ConversationEvent, ConversationInput<Data> | undefined>,
    'limit' | 'serializeState'
  >
> &
  Pick<
    TraversalOptions<SnapshotFrom<ConversationMachine<StateName, Data>>, ConversationEvent, ConversationInput<Data> | undefined>,
    'input'
  > & {
    readonly events: (state: SnapshotFrom<ConversationMachine<StateName, Data>>) => readonly ConversationEvent[]
  }

const DEFAULT_LIMIT = 100_000

/**
 * Returns options with which the traversals of `@xstate/graph` end on a compiled machine, and see all of it: utterances that fire each transition, the
 * answers of the model each way, failures and timeouts, and a key that leaves out what only grows. Nothing is invoked.
 *
 * @param machine a compiled machine, as compiled or from its config
 * @throws {InvalidConfigError} when the machine was not compiled by talkchart
 * @example
 * import { getShortestPaths } from '@xstate/graph'
 * const paths = getShortestPaths(machine, traversalOptions(machine))
 */
export function traversalOptions<StateName extends string, Data extends object>(
  machine: ConversationMachine<StateName, Data>,
  settings: TraversalSettings<Data> = {},
): MachineTraversalOptions<StateName, Data> {
  const config = readConfig(machine.config)
  const script = scriptFromConfig(config)
  const phrases = new Phrasebook(script, { data: { ...script.initialData, ...settings.input?.data } }, false)
  return {
    input: settings.input ?? {},
    limit: settings.limit ?? DEFAULT_LIMIT,
    serializeState: (snapshot) => stateKey(plainSnapshot(snapshot), script),
    events: (snapshot) => {
      const plain = plainSnapshot(snapshot)
      const steps: readonly PathStep[] = nextSteps(plain, phrases).map(({ step }) => step)
      const cancel: readonly PathStep[] = positionOf(plain.value).substate === 'listening' ? [{ type: 'cancel' }] : []
      const calls = callsAsked(config, positionOf(plain.value), plain.context)
      const events = [...steps, ...cancel].map((step) => stepEvent(step, plain.context, calls))
      return [...new Map(events.map((event) => [JSON.stringify(event), event])).values()]
    },
  }
}

/** The data's type is the flow's own; nothing here depends on it. */
function plainSnapshot({ value, context }: { readonly value: unknown; readonly context: ConversationContext<object> }): {
  readonly value: unknown
  readonly context: ConversationContext
} {
  return { value, context: { ...context, data: { ...context.data } } }
}
