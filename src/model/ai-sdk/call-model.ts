import { idempotencyKey } from '../chat/idempotency-key.js'
import { type IdleTimeout, idleTimeout } from '../idle-timeout.js'
import type { UnderstandOptions } from '../language-model.js'
import type { RequestMessage } from '../request-messages.js'
import type { AiSdkCall, AiSdkMessage, AiSdkProviderOptions } from './ai-sdk-types.js'
import type { AskedModel } from './asked-model.js'
import { toModelError } from './to-model-error.js'

/** What a call is made of, beside what every call of the model is made with. */
export interface CallParts {
  readonly requestId: string
  readonly messages: readonly RequestMessage[]
  readonly responseFormat?: NonNullable<AiSdkCall['responseFormat']>
  /** What a provider takes unless the options say otherwise, under its name. */
  readonly providerDefaults?: AiSdkProviderOptions
}

/**
 * Makes one call under its signal and the timeout of the model.
 *
 * @throws ModelError for every failure
 */
export async function callModel<Answer>(
  asked: AskedModel,
  parts: CallParts,
  options: Omit<UnderstandOptions, 'untrusted'>,
  ask: (call: AiSdkCall, idle: IdleTimeout) => Promise<Answer>,
): Promise<Answer> {
  const parent = options.signal
  const idle = idleTimeout(parent, asked.timeout)
  idle.restart()
  try {
    return await idle.race(ask(callOf(asked, parts, idle.signal, options.maxOutputTokens), idle))
  } catch (error) {
    throw toModelError(error, { aborted: parent.aborted, timedOut: idle.expired, timeout: asked.timeout })
  } finally {
    idle.stop()
  }
}

function callOf({ settings, providerOptions }: AskedModel, parts: CallParts, abortSignal: AbortSignal, most?: number): AiSdkCall {
  const limit = Math.min(most ?? Number.POSITIVE_INFINITY, settings.maxOutputTokens ?? Number.POSITIVE_INFINITY)
  const given = mergeOptions(parts.providerDefaults, providerOptions)
  return {
    ...settings,
    ...(Number.isFinite(limit) && { maxOutputTokens: limit }),
    ...(given !== undefined && { providerOptions: given }),
    ...(parts.responseFormat && { responseFormat: parts.responseFormat }),
    headers: { 'idempotency-key': idempotencyKey(parts.requestId), ...settings.headers },
    prompt: parts.messages.map(toMessage),
    abortSignal,
  }
}

function mergeOptions(defaults?: AiSdkProviderOptions, given?: AiSdkProviderOptions): AiSdkProviderOptions | undefined {
  if (defaults === undefined) return given
  const merged = Object.entries(defaults).map(([provider, values]) => [provider, { ...values, ...given?.[provider] }])
  return { ...given, ...Object.fromEntries(merged) }
}

/** The role `developer` is unknown to the AI SDK: a provider makes it of `system` where its server wants it. */
function toMessage({ role, content }: RequestMessage): AiSdkMessage {
  if (role === 'user' || role === 'assistant') return { role, content: [{ type: 'text', text: content }] }
  return { role: 'system', content }
}
