import { createWebSocketReceiver, type StatelyInspectionEvent } from '@statelyai/inspect'
import { type InspectorServer, type InspectorServerOptions, inspectorServer } from 'talkchart/inspect/server'
import { onTestFinished } from 'vitest'

export const webSocketUrl = (url: string): string => url.replace('http:', 'ws:')

/** A server that is stopped when the test is over. */
export async function startServer(options: InspectorServerOptions = { port: 0 }): Promise<InspectorServer> {
  const server = await inspectorServer(options)
  onTestFinished(() => server.stop())
  return server
}

/** Everything that the inspector package's own receiver hears, as it comes. */
export function receive(url: string): readonly StatelyInspectionEvent[] {
  const received: StatelyInspectionEvent[] = []
  createWebSocketReceiver({ server: webSocketUrl(url) }).subscribe((message) => received.push(message))
  return received
}

/** The names of the actors, in order. */
export function namesIn(received: readonly StatelyInspectionEvent[]): readonly string[] {
  return received.flatMap((message) => (message.type === '@xstate.actor' ? [message.name] : []))
}

/** The charts of the machines, in order. */
export function chartsIn(received: readonly StatelyInspectionEvent[]): readonly object[] {
  const definitions = received.flatMap((message) =>
    message.type === '@xstate.actor' && message.definition !== undefined ? [message.definition] : [],
  )
  return definitions.map((definition): object => JSON.parse(definition)).filter((definition) => 'states' in definition)
}
