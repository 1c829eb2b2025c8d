import { compileFlow } from '../compile/compile-flow.js'
import type { PromptSource } from '../compile/compile-options.js'
import type { ConversationData } from '../conditions/condition.js'
import type { ConversationFlow } from '../definition/flow.js'
import { readRequest } from '../model/http/protocol.js'
import { type ServeOptions, serveRequests } from '../model/http/serve-requests.js'
import type { LanguageModel } from '../model/language-model.js'
import { flowRequests } from './flow-requests.js'

/** Says who may call a `modelHandler`, with how much, and who is told its failures. */
export interface ModelHandlerOptions<
  StateName extends string = string,
  PromptName extends string = string,
  Data extends ConversationData = ConversationData,
> extends ServeOptions {
  /**
   * The flow whose conversations are served, and nothing else: the handler makes each request itself from the state and the data that
   * the page names. Without it the page decides what the model is told, so that whoever may call uses your model as they like.
   */
  readonly flow?: ConversationFlow<StateName, PromptName, Data>
  /** Prompts that the flow names and does not define. */
  readonly prompts?: PromptSource
}

/**
 * Serves a model to `httpModel`: a Fetch API handler, Request in and Response out. Give it the `flow`: then a page can have the model
 * say what the flow's prompts ask for, about the messages and the data that it names, and nothing else. On a public site give
 * `authorize` with a `rateLimit`, `allowedHosts` and `maxOutputTokens` too.
 *
 * @throws {InvalidFlowError} when the flow can not be compiled
 * @example
 * const openai = openaiModel({ model: 'gpt-5-mini' })
 * const handler = modelHandler(openai, { flow, authorize: ({ headers }) => headers.get('authorization') === 'Bearer ana' })
 */
export function modelHandler<StateName extends string, PromptName extends string, Data extends ConversationData>(
  model: LanguageModel,
  options?: ModelHandlerOptions<StateName, PromptName, Data>,
): (request: Request) => Promise<Response>
export function modelHandler(model: LanguageModel, options: ModelHandlerOptions = {}): (request: Request) => Promise<Response> {
  const { flow, prompts } = options
  if (flow === undefined) return serveRequests(model, { read: readRequest, untrusted: true }, options)
  const machine = compileFlow(flow, prompts === undefined ? {} : { prompts })
  return serveRequests(model, { read: flowRequests(machine), untrusted: false }, options)
}
