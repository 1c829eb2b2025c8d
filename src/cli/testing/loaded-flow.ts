import type { ConversationFlow } from '../../definition/flow.js'
import { CliError } from '../cli-error.js'
import type { Environment } from '../environment.js'
import { loadFlow } from '../load-flow/load-flow.js'

/**
 * Loads a flow itself: a compiled machine does not tell what it was compiled from.
 *
 * @throws {CliError} also when the file has only a machine
 */
export async function loadDefinition(reference: string, environment: Environment): Promise<ConversationFlow> {
  const { flow, file } = await loadFlow(reference, environment)
  if (flow !== undefined) return flow
  throw new CliError(
    'machine-without-flow',
    `${file.shown} has a machine and not the flow that it was compiled from. Export the flow: export const flow = defineFlow({ … }).`,
  )
}
