import { compileFlow } from '../../compile/compile-flow.js'
import { MissingImplementationError } from '../../conversation/index.js'
import { missingImplementations } from '../../conversation/live/missing-implementations.js'
import type { ConversationMachine } from '../../machine/conversation-machine.js'
import { explainFlow } from '../chat/chat-errors.js'
import { type Running, runOptions } from '../chat/run-options.js'
import type { LoadedFlow } from '../load-flow/load-flow.js'

/**
 * Returns the machine that is served: the flow with its model, or the machine of the same module where only that has all it needs.
 *
 * @throws {TalkchartError} in the words of the command line: nothing is served that could not be opened
 */
export async function servedMachine(loaded: LoadedFlow, name: string, running: Running): Promise<ConversationMachine> {
  const { flow, machine } = loaded
  try {
    if (flow === undefined) return assertComplete(loaded.machine, name)
    const compiled = compileFlow(flow, runOptions(flow, loaded.options, running))
    if (machine === undefined || missingImplementations(compiled).length === 0) return assertComplete(compiled, name)
    running.onNotice('The flow alone lacks what the machine of its module has, so the machine runs, as it is.')
    return assertComplete(machine, name)
  } catch (error) {
    throw await explainFlow(error, loaded)
  }
}

function assertComplete(machine: ConversationMachine, name: string): ConversationMachine {
  const needs = missingImplementations(machine)
  if (needs.length > 0) throw new MissingImplementationError(name, needs)
  return machine
}
