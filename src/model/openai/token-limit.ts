import type { UnderstandOptions } from '../language-model.js'
import type { ChatServer, TokenLimitField } from './chat-server.js'
import { EVERYTHING } from './negotiate.js'

type TokenLimit = { readonly [Field in TokenLimitField]?: number }

/** Makes a call with the limit of tokens that holds for it, in the field that the server takes. */
export function limitTokens<Answer>(
  server: ChatServer,
  { maxOutputTokens, untrusted }: Pick<UnderstandOptions, 'maxOutputTokens' | 'untrusted'>,
  attempt: (limit: TokenLimit) => Promise<Answer>,
): Promise<Answer> {
  const limit = Math.min(maxOutputTokens ?? Number.POSITIVE_INFINITY, server.maxOutputTokens ?? Number.POSITIVE_INFINITY)
  if (!Number.isFinite(limit)) return attempt({})
  return server.withTokenLimit((field) => attempt({ [field]: limit }), untrusted === true ? null : EVERYTHING)
}
