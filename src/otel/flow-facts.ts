import { isRecord } from '../diagnostics/json.js'
import type { FlowFacts } from './turn-span.js'

/** Reads of which flow a machine is; undefined for a machine that no flow made. */
export function readFlow(machine: unknown): FlowFacts | undefined {
  const config: unknown = Reflect.get(Object(machine), 'config')
  const meta = isRecord(config) ? config['meta'] : undefined
  const flow = isRecord(meta) ? meta['flow'] : undefined
  if (!isRecord(flow) || typeof flow['name'] !== 'string' || typeof flow['version'] !== 'string') return undefined
  return { name: flow['name'], version: flow['version'] }
}
