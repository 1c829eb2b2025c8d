import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import type { ConversationInspector } from '../../inspect/inspect-conversation.js'
import type { InspectorServer, InspectorServerOptions } from '../../inspect/inspector-server.js'
import { CliError } from '../cli-error.js'

type StartServer = (options?: InspectorServerOptions) => Promise<InspectorServer>

/**
 * Serves the inspector on this machine and says where.
 *
 * @param showsTexts whether prompts, messages and replies are shown in it
 * @throws {CliError} without the inspector's packages
 */
export async function startInspection(showsTexts: boolean, onNotice: (notice: string) => void): Promise<ConversationInspector['inspect']> {
  const { inspectConversation, inspectorServer } = await loadInspector()
  const server = await onUsualPort(inspectorServer)
  const texts = showsTexts ? 'It shows every text.' : 'Texts are redacted; --inspect-texts shows them.'
  onNotice(`The inspector is at ${server.url}, for this machine only. Its page is loaded from stately.ai, which takes a network. ${texts}`)
  return inspectConversation({ adapter: server, redact: !showsTexts }).inspect
}

async function loadInspector() {
  try {
    return { ...(await import('../../inspect/inspect-conversation.js')), ...(await import('../../inspect/inspector-server.js')) }
  } catch (error) {
    throw isMissingPackage(error)
      ? new CliError('missing-package', '--inspect needs the packages @statelyai/inspect and ws: npm install @statelyai/inspect ws')
      : error
  }
}

async function onUsualPort(start: StartServer): Promise<InspectorServer> {
  return await start().catch((error: unknown) => {
    if (TalkchartError.isInstance(error) && error.code === 'port-in-use') return start({ port: 0 })
    throw error
  })
}

function isMissingPackage(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND' && /'(?:@statelyai\/inspect|ws)'/.test(error.message)
  )
}
