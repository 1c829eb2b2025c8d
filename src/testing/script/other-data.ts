import type { ConversationFlow } from '../../definition/flow.js'
import { changesOf } from '../../definition/rules/data-changes.js'
import { initialDataOf } from '../../definition/state-facts.js'
import { isJsonObject, type JsonValue } from '../../diagnostics/json.js'
import { jsonData } from './state-script.js'

type Data = Readonly<Record<string, JsonValue>>

/** Returns what the data may come to hold, other than at first, where the flow sets or resets it; fields have values of their own. */
export function otherData(flow: ConversationFlow): Data {
  const { fields = {} } = flow
  const initial = jsonData(initialDataOf(flow))
  const paths = [...changesOf(flow)].flatMap(([{ set = {}, reset = [] }]) => [...Object.keys(set), ...(reset === true ? [] : reset)])
  const keys = paths.map((path) => path.split('.')).filter(([first = '']) => !Object.hasOwn(fields, first))
  return keys.reduce<Data>((data, path) => withOther(data, initial, path), {})
}

function withOther(data: Data, initial: Data, [first = '', ...rest]: readonly string[]): Data {
  const [known, held] = [data[first], initial[first]]
  if (rest.length === 0) return { ...data, [first]: known ?? other(held) }
  const inner = withOther(isJsonObject(known) ? known : isJsonObject(held) ? held : {}, isJsonObject(held) ? held : {}, rest)
  return { ...data, [first]: inner }
}

function other(held: JsonValue | undefined): JsonValue {
  return held === 'something' ? 'something else' : 'something'
}
