import { FlowDriftError, MissingImplementationError } from '../../conversation/index.js'
import { InvalidFlowError } from '../../diagnostics/invalid-flow-error.js'
import { quote } from '../../diagnostics/quote.js'
import { RevisionConflictError } from '../../stores/contract/revision-conflict-error.js'
import { CliError } from '../cli-error.js'
import { invalidFlow } from '../flow-errors.js'
import type { LoadedFlow } from '../load-flow/load-flow.js'
import type { ChatHeader } from './chat-view.js'

/** Says why a flow can not be run, in the words of the command line. */
export async function explainFlow(error: unknown, { file, positions }: LoadedFlow): Promise<unknown> {
  if (InvalidFlowError.isInstance(error)) return invalidFlow(file.shown, error.diagnostics, await positions?.())
  if (!MissingImplementationError.isInstance(error)) return error
  const hint =
    'A module can export the machine instead of the flow, with everything it needs: compileFlow(flow, { actors }).provide({ guards }).'
  return new CliError(error.code, `${error.message}\n${hint}`, { cause: error })
}

/** Says why a conversation can not be opened. */
export async function explainOpening(error: unknown, loaded: LoadedFlow, header: ChatHeader): Promise<unknown> {
  if (!FlowDriftError.isInstance(error)) return explainTurn(await explainFlow(error, loaded), header)
  const { stored, running } = error
  const isOtherFlow = stored.name !== running.name
  const message = isOtherFlow
    ? `Conversation ${quote(header.id)} is one with the flow ${stored.name}, not with ${running.name}.`
    : error.message
  return new CliError(error.code, `${message}\nAnother --id begins a new conversation.`, { cause: error })
}

/** Says why a conversation can not go on. */
export function explainTurn(error: unknown, { id, resume }: ChatHeader): unknown {
  if (!RevisionConflictError.isInstance(error)) return error
  const message = `Conversation ${quote(id)} was gone on with elsewhere in the meantime; your last message was not taken.${resume === undefined ? '' : `\nSee where it stands: ${resume}`}`
  return new CliError(error.code, message, { cause: error })
}
