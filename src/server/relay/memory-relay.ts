import type { RunPosition, TurnEvent } from '../protocol/events.js'
import type { ReplyRelay } from './reply-relay.js'

interface Running {
  readonly attempt: string
  readonly events: TurnEvent[]
  readonly onInterrupt: () => void
}

/**
 * Makes a relay for the hosts of one process. Each host follows its own turns without any; several hosts in one process follow each other's
 * by this one.
 *
 * @example const relay = memoryRelay()
 */
export function memoryRelay(): ReplyRelay {
  const running = new Map<string, Running>()
  const waiting = new Map<string, Set<() => void>>()

  const tell = (id: string) => {
    const listeners = waiting.get(id)
    waiting.delete(id)
    for (const listener of listeners ?? []) listener()
  }

  return {
    async begin(id, attempt, onInterrupt) {
      running.set(id, { attempt, events: [], onInterrupt })
      tell(id)
    },

    append(id, attempt, events) {
      const reply = running.get(id)
      if (reply?.attempt !== attempt) return
      reply.events.push(...events)
      tell(id)
    },

    async end(id, attempt) {
      if (running.get(id)?.attempt !== attempt) return
      running.delete(id)
      tell(id)
    },

    async read(id, after) {
      const reply = running.get(id)
      if (reply === undefined) return undefined
      const from = reply.attempt === after?.attempt ? Math.min(after.next, reply.events.length) : 0
      return { attempt: reply.attempt, from, events: reply.events.slice(from) }
    },

    async changed(id, milliseconds, after) {
      if (hasChanged(running.get(id), after)) return
      await new Promise<void>((resolve) => {
        const listeners = waiting.get(id) ?? new Set()
        waiting.set(id, listeners)
        const done = () => {
          clearTimeout(timer)
          listeners.delete(done)
          if (listeners.size === 0 && waiting.get(id) === listeners) waiting.delete(id)
          resolve()
        }
        const timer = setTimeout(done, milliseconds)
        listeners.add(done)
      })
    },

    async signal(id, attempt) {
      const reply = running.get(id)
      if (reply?.attempt !== attempt) return false
      reply.onInterrupt()
      return true
    },

    async remove(id) {
      running.delete(id)
      tell(id)
    },
  }
}

function hasChanged(reply: Running | undefined, after: RunPosition | undefined): boolean {
  if (reply?.attempt !== after?.attempt) return true
  return reply !== undefined && after !== undefined && reply.events.length > after.next
}
