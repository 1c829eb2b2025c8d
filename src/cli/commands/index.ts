import { chatCommand } from './chat.js'
import { checkCommand } from './check.js'
import type { CommandFactory } from './command.js'
import { driftCommand } from './drift.js'

/** Every command, in the order of `talkchart --help`. */
export const commands: readonly CommandFactory[] = [chatCommand, checkCommand, driftCommand]
