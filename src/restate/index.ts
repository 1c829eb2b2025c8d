// The package's entry `talkchart/restate`: conversations that Restate runs.

export type { IngressOptions } from './ingress.js'
export { restateConversation } from './restate-conversation.js'
export { type RestateHostOptions, restateHost } from './restate-host.js'
export type { CommonRestateOptions, RestateConversationOptions } from './restate-options.js'
export type { RestateObject, RestateSdk } from './restate-sdk.js'
