import { compileFlow } from '../../compile/compile-flow.js'
import type { ConversationFlow } from '../../definition/flow.js'
import type { MachineConfigJson } from '../../machine/config.js'
import { type ConversationMachine, isConversationMachine } from '../../machine/conversation-machine.js'
import { readConfig } from '../../machine/read-config.js'
import type { DrawnFlowOptions } from './drawing-options.js'

/** Describes what can be drawn: a flow, which is compiled first, or a machine that was compiled from one. */
export type Drawable = ConversationFlow | ConversationMachine

/**
 * Returns the config of the machine, as plain JSON.
 *
 * @throws {InvalidFlowError} when the flow can not be compiled
 * @throws {InvalidConfigError} when the machine was not compiled by talkchart
 */
export function drawnConfig(source: Drawable, { prompts, stemmers }: DrawnFlowOptions): MachineConfigJson {
  const machine = isConversationMachine(source)
    ? source
    : compileFlow(source, { ...(prompts === undefined ? {} : { prompts }), ...(stemmers === undefined ? {} : { stemmers }) })
  return readConfig(JSON.parse(JSON.stringify(machine.config)))
}
