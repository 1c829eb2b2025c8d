import type { Tracer } from '@opentelemetry/api'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { compileFlow, memoryStore, openConversation } from 'talkchart'
import { telemetry as spansOf } from 'talkchart/otel'
import { instantModel, pingPong } from '../flows.js'
import type { Group } from '../sampling.js'
import { sendTurn, type Turn, turnTime } from '../turns.js'

const modelled = pingPong({ instruct: 'Ask.' })
const NAMES = { provider: 'instant', model: 'instant' }

/** Returns one turn of an open conversation whose spans are made; `forget` is called after each, so that they take no memory. */
async function tracedTurn(tracer: Tracer | undefined, forget: () => void): Promise<Turn> {
  const { model, inspect } = spansOf({ ...NAMES, ...(tracer && { tracer }) })
  const machine = compileFlow(modelled, { model: model(instantModel) })
  const conversation = await openConversation({ machine, inspect, store: memoryStore() })
  return async () => {
    await conversation.send('yes')
    forget()
  }
}

function recordedTurn(): Promise<Turn> {
  const exporter = new InMemorySpanExporter()
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })
  return tracedTurn(provider.getTracer('bench'), () => exporter.reset())
}

export const telemetry: Group = {
  name: 'telemetry',
  title: 'A turn, with telemetry',
  about:
    'One turn of the flow above through a model that answers at once, with `talkchart/otel`: two spans and an event. ' +
    'The spans are kept in memory by the SDK of OpenTelemetry, or made by nobody, since no SDK is registered.',
  unit: 'µs',
  baselines: ['without telemetry'],
  rounds: 25,
  samplers: async () => ({
    'without telemetry': turnTime(() => sendTurn(modelled)),
    'telemetry, no SDK': turnTime(() => tracedTurn(undefined, () => undefined)),
    'telemetry, spans in memory': turnTime(recordedTurn),
  }),
}
