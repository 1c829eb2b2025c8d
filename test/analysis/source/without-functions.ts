import type { ConversationFlow, JsonValue } from 'talkchart'
import { parseFlow } from 'talkchart'

/** The same flow as it comes from JSON: functions, and what consists of one, are replaced by something that is plain data. */
export function withoutFunctions(flow: ConversationFlow): ConversationFlow {
  return parseFlow(plain(flow))
}

function plain(value: unknown): JsonValue {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return JSON.parse(JSON.stringify(value))
  const type = Reflect.get(value, 'type')
  if (type === 'custom' || (type === 'context' && 'fn' in value)) return { type: 'context', path: 'amount', test: { exists: true } }
  if (type === 'extract' && ('run' in value || 'schema' in value)) {
    return {
      type: 'extract',
      fields: { amount: { type: 'number' } },
      from: JSON.parse(JSON.stringify(Reflect.get(value, 'from') ?? 'user')),
    }
  }
  const kept = Object.entries(value).filter(([, part]) => part !== undefined && typeof part !== 'function')
  return Object.fromEntries(kept.map(([name, part]) => [name, plain(part)]))
}
