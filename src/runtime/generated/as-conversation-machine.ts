import type { AnyStateMachine } from 'xstate'
import type { ConversationMachine } from '../../machine/conversation-machine.js'
import { readConfig } from '../../machine/read-config.js'

/**
 * Lets `openConversation({ machine })` take a machine that was generated: XState types a machine by the literal config it is
 * made of, and no two such types fit each other.
 *
 * @throws {InvalidConfigError} when the machine is no conversation's
 * @example
 * const conversation = await openConversation({ machine: asConversationMachine(machine) })
 */
export function asConversationMachine(machine: AnyStateMachine): ConversationMachine {
  readConfig(machine.config)
  return machine as unknown as ConversationMachine
}
