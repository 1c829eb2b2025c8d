import type { FindRivals } from '../../conditions/kinds/keyword/among.js'
import type { MachineConfigJson } from '../../machine/config.js'
import type { ConversationMachine } from '../../machine/conversation-machine.js'
import { type ConfigMeta, readMeta, rivalsIn } from '../../machine/meta.js'
import { readConfig } from '../../machine/read-config.js'
import { type ConditionSupport, conditionSupportOf } from '../../runtime/guards/condition-guards.js'
import { TracedMachine } from './traced-machine.js'

/** A machine made ready to be explained, once. */
export interface ExplainedMachine {
  readonly config: MachineConfigJson
  readonly meta: ConfigMeta
  readonly traced: TracedMachine
  readonly rivals: FindRivals
  readonly support: Pick<ConditionSupport, 'stemmers' | 'evaluators'>
}

const machines = new WeakMap<ConversationMachine, ExplainedMachine>()

/** Makes a machine ready to be explained. */
export function explainedMachine(machine: ConversationMachine): ExplainedMachine {
  const known = machines.get(machine) ?? makeReady(machine)
  machines.set(machine, known)
  return known
}

function makeReady(machine: ConversationMachine): ExplainedMachine {
  const config = readConfig(machine.config)
  const { keyword } = machine.implementations.guards
  return {
    config,
    meta: readMeta(config),
    traced: new TracedMachine(machine),
    rivals: rivalsIn(config),
    support: (typeof keyword === 'function' ? conditionSupportOf(keyword) : undefined) ?? { stemmers: {}, evaluators: {} },
  }
}
