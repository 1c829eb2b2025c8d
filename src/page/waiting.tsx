import type { Later } from './protocol.js'

/** Says that a part is not there yet, or why it will not be. */
export function Waiting({ part }: { readonly part: Later<unknown> | null }) {
  return <p class="hint">{part?.status === 'refused' ? part.reason : 'This is being worked out…'}</p>
}
