import { createWebSocketReceiver, type StatelyInspectionEvent } from '@statelyai/inspect'
import { type InspectorServer, type InspectorServerOptions, inspectorServer } from 'talkchart/inspect/server'
import { expect, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'

const PROBE: string = 'probe'

export const webSocketUrl = (url: string): string => url.replace('http:', 'ws:')

/** A server that is stopped when the test is over. */
export async function startServer(options: InspectorServerOptions = { port: 0 }): Promise<InspectorServer> {
  const server = await inspectorServer(options)
  onTestFinished(() => server.stop())
  return server
}

/** Everything that the inspector package's own receiver hears, as it comes; it is connected when this resolves. */
export async function receive(url: string): Promise<readonly StatelyInspectionEvent[]> {
  const received: StatelyInspectionEvent[] = []
  let isConnected = false
  createWebSocketReceiver({ server: webSocketUrl(url) }).subscribe((message) => {
    if (Reflect.get(message, 'type') === PROBE) isConnected = true
    else received.push(message)
  })
  // The receiver does not tell when it is connected; what others send reaches it from then on.
  const probe = new WebSocket(webSocketUrl(url))
  const isHeard = () => {
    if (probe.readyState === WebSocket.OPEN) probe.send(JSON.stringify({ type: PROBE }))
    return isConnected
  }
  await expect.poll(isHeard, { timeout: 5_000 }).toBe(true)
  probe.close()
  return received
}

/** The names of the actors, in order. */
export function namesIn(received: readonly StatelyInspectionEvent[]): readonly string[] {
  return received.flatMap((message) => (message.type === '@xstate.actor' ? [message.name] : []))
}

/** The states that machines were in, in order. */
export function valuesIn(received: readonly StatelyInspectionEvent[]): readonly unknown[] {
  return received.flatMap((message) => (message.type === '@xstate.snapshot' && 'value' in message.snapshot ? [message.snapshot.value] : []))
}

/** The charts of the machines, in order. */
export function chartsIn(received: readonly StatelyInspectionEvent[]): readonly object[] {
  const definitions = received.flatMap((message) =>
    message.type === '@xstate.actor' && message.definition !== undefined ? [message.definition] : [],
  )
  return definitions.map((definition): object => JSON.parse(definition)).filter((definition) => 'states' in definition)
}
