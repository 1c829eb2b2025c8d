import { describeCondition } from '../../conditions/describe-condition.js'
import type { Conversation } from '../../conversation/index.js'
import type { ConversationFlow, NextState } from '../../definition/flow.js'
import { unfold } from '../../definition/flows/unfold.js'
import { callOf, eventWayOf, targetsOf } from '../../definition/next-state.js'
import { stateOf } from '../../definition/state-facts.js'
import type { JsonValue } from '../../diagnostics/json.js'
import { didYouMean } from '../../diagnostics/suggest.js'
import type { CommandResult } from './chat-view.js'

/** What a line that begins with a slash asks for. */
export type SlashCommand =
  | { readonly type: 'show'; readonly result: CommandResult }
  | { readonly type: 'retry' | 'quit' | 'cancel' | 'turns' }
  | { readonly type: 'rewind'; readonly turn: number }
  /** Without a number, the last turn. */
  | { readonly type: 'why'; readonly turn: number | undefined }
  | { readonly type: 'event'; readonly event: string; readonly payload: JsonValue | undefined }
  | { readonly type: 'say'; readonly name: string; readonly text: string }
  | { readonly type: 'unknown'; readonly message: string }

/** What the commands tell of. */
export interface CommandSubject {
  readonly conversation: Conversation
  /** Undefined when a machine runs whose flow is not at hand. */
  readonly flow: ConversationFlow | undefined
  /** The model's name; undefined without one. */
  readonly model: string | undefined
}

type Shown = Omit<CommandResult, 'name'>

interface ShowingCommand {
  readonly description: string
  readonly show: (subject: CommandSubject) => Shown
}

const showing: Readonly<Record<string, ShowingCommand>> = {
  state: { description: 'where the conversation stands, and the ways out', show: showState },
  data: { description: 'the data collected so far', show: showData },
  usage: { description: 'what the model has cost', show: showUsage },
  help: { description: 'this list', show: showHelp },
}

const acting = {
  retry: 'repeat the call that failed',
  turns: 'the turns that can be returned to',
  'rewind N': 'go back to where it stood after turn N',
  'why N': 'why the message of turn N did what it did; of the last turn without N',
  'event NAME JSON': 'tell the flow of an event, with or without a payload',
  'say NAME: TEXT': 'speak in the place of the flow, as a person',
  cancel: 'end the conversation for good',
  quit: 'leave; the conversation is kept',
} as const

/**
 * Reads a line as a command, `/quit` as `{ type: 'quit' }`; undefined when it is a message.
 */
export function slashCommand(line: string, subject: CommandSubject): SlashCommand | undefined {
  if (!line.startsWith('/') || line.startsWith('//')) return undefined
  const name = line.slice(1).trim().toLowerCase()
  const command = Object.hasOwn(showing, name) ? showing[name] : undefined
  if (command !== undefined) return { type: 'show', result: { name, ...command.show(subject) } }
  if (name === 'retry' || name === 'cancel' || name === 'quit' || name === 'turns') return { type: name }
  const [, turn] = /^rewind\s+(\d+)$/.exec(name) ?? []
  if (turn !== undefined) return { type: 'rewind', turn: Number(turn) }
  const [why, ofTurn] = /^why(?:\s+(\d+))?$/.exec(name) ?? []
  if (why !== undefined) return { type: 'why', turn: ofTurn === undefined ? undefined : Number(ofTurn) }
  const outside = fromOutside(line.slice(1).trim())
  if (outside !== undefined) return outside
  if (/^rewind\b/.test(name)) return { type: 'unknown', message: 'Say which turn, as in /rewind 1. /turns lists them.' }
  if (/^why\b/.test(name)) return { type: 'unknown', message: 'Say which turn, as in /why 1; /why alone means the last one.' }
  const suggestion = didYouMean(
    line.trim(),
    [...Object.keys(showing), ...Object.keys(acting)].map((known) => `/${known}`),
  )
  const message = [`There is no command ${line.trim()}.`, suggestion, `/help lists them; /${line} sends it as a message.`]
  return { type: 'unknown', message: message.filter(Boolean).join(' ') }
}

/** Reads what comes from outside: an event, or what a person says. */
function fromOutside(command: string): SlashCommand | undefined {
  const [, event, json] = /^event\s+(\S+)(?:\s+(.+))?$/is.exec(command) ?? []
  if (event !== undefined) return eventCommand(event, json)
  const [, name, text] = /^say\s+([^:]*[^:\s])\s*:\s*(.+)$/is.exec(command) ?? []
  if (name !== undefined && text !== undefined) return { type: 'say', name, text }
  if (/^event\b/i.test(command)) return { type: 'unknown', message: 'Say which event, as in /event payment.completed {"amount": 20}.' }
  return /^say\b/i.test(command) ? { type: 'unknown', message: 'Say who speaks, and what: /say Ana: Hello.' } : undefined
}

function eventCommand(event: string, json: string | undefined): SlashCommand {
  if (json === undefined) return { type: 'event', event, payload: undefined }
  try {
    return { type: 'event', event, payload: JSON.parse(json) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { type: 'unknown', message: `The payload is no JSON: ${reason}. Write it as in /event ${event} {"amount": 20}.` }
  }
}

/** Returns the message that a line stands for: `//` at its beginning is a slash. */
export function messageText(line: string): string {
  return line.startsWith('//') ? line.slice(1) : line
}

function showState({ conversation: { state, phase, turn, visits }, flow }: CommandSubject): Shown {
  const ways = waysOut(state, flow)
  const lines = ways.map(({ transition, next, condition }) => `${transition} → ${next}: ${condition}`)
  const text = [`${state} (${phase}), turn ${turn}, entered ${counted(visits[state] ?? 0, 'time')}`, ...lines].join('\n')
  return { text, value: { state, phase, turn, visits: plain(visits), transitions: ways.map((way) => ({ ...way })) } }
}

function waysOut(name: string, flow: ConversationFlow | undefined) {
  const state = flow === undefined ? undefined : stateOf(unfold(flow), name)
  const conditions = { ...flow?.globalTransitions, ...state?.transitions }
  const nextStates = { ...flow?.globalNextStates, ...state?.nextStates }
  const byWords = Object.entries(conditions).map(([transition, condition]) => ({
    transition,
    next: describeNext(nextStates[transition]),
    condition: describeCondition(condition),
  }))
  const byEvents = Object.entries({ ...flow?.on, ...state?.on }).map(([event, handler]) => ({
    transition: event,
    next: eventWayOf(handler).to ?? eventWayOf(handler).call ?? name,
    condition: 'event',
  }))
  return [...byWords, ...byEvents]
}

function describeNext(next: NextState | undefined): string {
  return next === undefined ? '?' : (callOf(next)?.call ?? targetsOf(next).join(' | '))
}

function showData({ conversation: { data } }: CommandSubject): Shown {
  return { text: JSON.stringify(data, null, 2), value: plain(data) }
}

function showUsage({ conversation: { usage }, model }: CommandSubject): Shown {
  const { modelCalls, inputTokens, outputTokens } = usage
  const calls = counted(modelCalls, 'call')
  const spent = `${inputTokens} tokens in, ${outputTokens} tokens out`
  const text = model === undefined ? `no model; ${calls} answered without (${spent})` : `${calls} to ${model}: ${spent}`
  return { text, value: { model: model ?? null, modelCalls, inputTokens, outputTokens } }
}

function showHelp(): Shown {
  const described = { ...Object.fromEntries(Object.entries(showing).map(([name, { description }]) => [name, description])), ...acting }
  const lines = Object.entries(described).map(([name, description]) => `/${name}`.padEnd(18) + description)
  return { text: [...lines, '//…               a message that begins with a slash'].join('\n'), value: described }
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}

/** Data is JSON by contract, whatever its type says. */
function plain(value: object): JsonValue {
  return JSON.parse(JSON.stringify(value))
}
