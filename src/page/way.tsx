import type { PlayTransition } from './protocol.js'

/** Where a transition leads: to states, into a flow that it calls, or nowhere. */
export function Way({ to, calls }: Pick<PlayTransition, 'to' | 'calls'>) {
  if (calls !== null)
    return (
      <>
        calls <code>{calls}</code>
      </>
    )
  if (to.length === 0) return <>stays</>
  return (
    <>
      → <code>{to.join(', ')}</code>
    </>
  )
}
