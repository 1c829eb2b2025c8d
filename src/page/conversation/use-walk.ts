// biome-ignore-all lint/correctness/useExhaustiveDependencies: another revision is another rest
import { useEffect, useRef, useState } from 'preact/hooks'
import type { PlaygroundServer } from '../playground-server.js'
import type { WalkStep } from '../protocol.js'
import { type Chat, quietly } from './use-chat.js'

/** Slow enough to follow. */
const PACE = 700

/** Does the steps of a path for the user, each when the flow is at rest. */
export function useWalk(chat: Chat, server: PlaygroundServer) {
  const [walk, setWalk] = useState<{ readonly id: string; readonly steps: readonly WalkStep[] } | null>(null)
  const sent = useRef('')
  const { id, status, running, revision } = chat.view
  useEffect(() => {
    const isResting = status === 'listening' || status === 'failed'
    if (walk === null || walk.id !== id || running || !isResting) return
    const [step, ...steps] = walk.steps
    const key = `${id} ${walk.steps.length}`
    if (step === undefined || sent.current === key) return
    const timer = setTimeout(() => {
      sent.current = key
      if (step.type === 'message') quietly(chat.send(step.text))
      else if (step.type === 'event') quietly(server.notify(id, step.event, step.payload))
      else quietly(chat.retry())
      setWalk({ id, steps })
    }, PACE)
    return () => clearTimeout(timer)
  }, [chat, server, walk, id, status, running, revision])
  return (to: string, steps: readonly WalkStep[]) => setWalk({ id: to, steps })
}
