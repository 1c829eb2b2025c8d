import type { ConversationData } from '../conditions/condition.js'
import type { FlowNames } from '../definition/flow-names.js'
import { COMMANDS } from '../server/host/commands.js'
import { ConversationObject } from './conversation-object.js'
import { refusalOf } from './refusal.js'
import type { RestateConversationOptions } from './restate-options.js'
import type { ExclusiveContext, RestateObject, RestateSdk, SharedContext } from './restate-sdk.js'

/**
 * Makes a virtual object of Restate whose keys are conversations of a flow: each turn is an invocation, each call of the model a step of its
 * journal. `restateHost` stands in front.
 *
 * @throws {InvalidFlowError} when the flow can not be compiled
 * @throws {TalkchartError} `invalid-options` when something is missing
 * @example
 * import { restateConversation } from 'talkchart/restate'
 * const conversations = (restate: Parameters<typeof restateConversation>[0]['restate']) => restateConversation({ restate, flow, model })
 */
export function restateConversation<
  StateName extends string,
  PromptName extends string,
  Data extends ConversationData,
  Names extends FlowNames,
>(options: RestateConversationOptions<StateName, PromptName, Data, Names>): RestateObject
export function restateConversation(options: RestateConversationOptions): RestateObject {
  const conversations = new ConversationObject(options)
  const { restate } = options
  const exclusive = (run: (context: ExclusiveContext, input: never) => Promise<unknown>, more: object = {}) =>
    restate.handlers.object.exclusive(more as never, refusing(restate, run) as never)
  const shared = (run: (context: SharedContext, input: never) => Promise<unknown>) =>
    restate.handlers.object.shared({} as never, refusing(restate, run) as never)
  const commands = (Object.keys(COMMANDS) as (keyof typeof COMMANDS)[]).map((name) => [
    name,
    exclusive((context, input) => conversations.command(context, name, input), JOINED),
  ])
  const definition = {
    name: conversations.name,
    handlers: {
      ...Object.fromEntries(commands),
      timer: exclusive((context, input) => conversations.timer(context, input), { ingressPrivate: true }),
      remove: exclusive((context) => conversations.remove(context)),
      read: shared((context, { last }: { readonly last?: number }) => conversations.read(context, last)),
      history: shared((context, input) => conversations.history(context, input)),
      head: shared((context) => conversations.head(context)),
      interrupt: shared((context) => conversations.interrupt(context)),
    },
    // A conversation is read by its newest page: what is older stays where it is.
    options: { enableLazyState: true },
  }
  return restate.object(definition as never)
}

/** A message that comes again joins the invocation that runs. When that is over the conversation itself knows it, and repairs a turn that failed. */
const JOINED = { idempotencyRetention: 0 }

/** Makes a handler whose refusals are final: Restate would repeat any other error until it succeeds. */
function refusing<Context, Input>({ TerminalError }: RestateSdk, run: (context: Context, input: Input) => Promise<unknown>) {
  return async (context: Context, input: Input): Promise<unknown> => {
    try {
      return await run(context, input)
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal === undefined) throw error
      throw new TerminalError(refusal.message, { errorCode: refusal.status, metadata: { refusal: JSON.stringify(refusal) } })
    }
  }
}
