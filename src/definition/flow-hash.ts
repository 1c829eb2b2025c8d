import type { ConversationFlow } from './flow.js'
import { unfold } from './flows/unfold.js'
import { sha256Start } from './sha256.js'

/** They say nothing of what a conversation does. */
const COMMENTS: ReadonlySet<string> = new Set(['$schema', 'description', 'metadata', 'properties', 'prove'])

/**
 * Returns a fingerprint of what the flow does: 32 hexadecimal characters, the same on every machine. The order of keys does not
 * matter, but for transitions, which are tried as declared; descriptions and metadata do not count; a function counts as
 * being there, whatever it does.
 *
 * @example flowHash(flow) === flowHash(JSON.parse(JSON.stringify(flow))) // true for a flow without functions
 */
export function flowHash(flow: ConversationFlow): string {
  return sha256Start(writeFlow(flow))
}

function writeFlow(flow: ConversationFlow): string {
  const { states, globalTransitions = {}, flows, ...rest } = unfold(flow)
  return writeEntries([
    ...writtenProperties(rest),
    ...(flows === undefined ? [] : [['flows', write(firstStates(flows))] as const]),
    ['states', writeEntries(Object.entries(states).map(([name, state]) => [name, writeState(state)]))],
    ['globalTransitions', writeInOrder(globalTransitions)],
  ])
}

/** The states of flows are written among the others; what is left is where each begins, and that is the first where nothing says so. */
function firstStates(flows: NonNullable<ConversationFlow['flows']>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(flows).map(([name, { initialState, states }]) => [name, initialState ?? Object.keys(states)[0]]))
}

function writeState({ transitions = {}, ...rest }: ConversationFlow['states'][string]): string {
  return writeEntries([...writtenProperties(rest), ['transitions', writeInOrder(transitions)]])
}

function writtenProperties(properties: object): readonly (readonly [string, string])[] {
  return Object.entries(properties)
    .filter(([key, value]) => value !== undefined && !COMMENTS.has(key))
    .map(([key, value]) => [key, write(value)])
}

function writeInOrder(record: Readonly<Record<string, unknown>>): string {
  return `[${Object.entries(record).map(([key, value]) => writeEntries([[key, write(value)]]))}]`
}

function writeEntries(entries: readonly (readonly [string, string])[]): string {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${sorted.map(([key, written]) => `${JSON.stringify(key)}:${written}`)}}`
}

/** Canonical JSON; what JSON can not hold is written as a bare word, which no JSON value is. */
function write(value: unknown): string {
  if (typeof value === 'function') return 'function'
  if (Array.isArray(value)) return `[${value.map(write)}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined'
  if ('~standard' in value) return 'schema'
  return writeEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .map(([key, entry]) => [key, write(entry)]),
  )
}
