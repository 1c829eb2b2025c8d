import { isDeepStrictEqual } from 'node:util'
import { stringify } from 'yaml'
import type { ConversationFlow } from '../../src/definition/flow.js'
import type { Answer, Conversation, Request } from './conversation.js'
import { answer, cancel, eventComes, hear, interrupt, operatorSpeaks, passTime, retry, settle, start, userMessage } from './interpreter.js'
import { MachineDriver, STARTED_AT } from './machine-driver.js'
import { type Observation, observeReference, sorted } from './observation.js'
import { GUARDS } from './random-condition.js'
import { answerTo, type FromOutside, type SaidMessage, type ScriptStep } from './random-script.js'
import { hookLog } from './random-state.js'

/** Where machine and reference part: after which step, and how each of them looks then. */
export interface Difference {
  /** 0 is the start. */
  readonly step: number
  readonly fields: Readonly<Record<string, { readonly reference: unknown; readonly machine: unknown }>>
}

/** Runs one script on both; undefined when they agree after every step. `drive` makes what drives the machine. */
export async function findDifference(
  flow: ConversationFlow,
  script: readonly ScriptStep[],
  drive: (flow: ConversationFlow) => MachineDriver = (driven) => new MachineDriver(driven),
): Promise<Difference | undefined> {
  hookLog.length = 0
  const seen = { requests: 0, emitted: 0 }
  const reference = start(flow, { guards: GUARDS, now: STARTED_AT })
  await settle(reference)
  const look = () => {
    const observation = observeReference(reference, seen, hookLog.splice(0))
    seen.requests = reference.requests.length
    seen.emitted = reference.emitted.length
    return observation
  }
  let expected = look()
  const machine = drive(flow)
  try {
    await machine.start()
    for (let step = 0; ; step += 1) {
      const fields = compare(expected, machine.observe())
      if (fields) return { step, fields }
      const next = script[step]
      if (!next || reference.outcome) return undefined
      const sameOnMachine = await doStep(reference, next)
      expected = look()
      await sameOnMachine(machine)
      await machine.flush()
    }
  } finally {
    machine.stop()
  }
}

/** Does a step on the reference, and gives what does the same on the machine. */
async function doStep(reference: Conversation, step: ScriptStep): Promise<(machine: MachineDriver) => Promise<void> | void> {
  switch (step.type) {
    case 'say':
      return say(reference, step.messages)
    case 'outside':
      return outside(reference, step.all)
    case 'answerLate':
      return (machine) =>
        machine.answerLate(
          reference.pending.map(({ id }) => id),
          LATE,
        )
    case 'malformed':
      userMessage(reference, { text: 5 })
      return (machine) => machine.send({ type: 'user.message', text: 5 })
    case 'retry':
      retry(reference)
      await settle(reference)
      return (machine) => machine.send({ type: 'conversation.retry' })
    case 'cancel':
      cancel(reference)
      return (machine) => machine.send({ type: 'conversation.cancel' })
    case 'interrupt':
      interrupt(reference)
      await settle(reference)
      return (machine) => machine.send({ type: 'conversation.interrupt' })
    case 'begin':
      return begin(reference, step.piece)
    case 'wait':
      await passTime(reference, step.seconds * 1000)
      return (machine) => machine.passTime(step.seconds * 1000)
    case 'answer':
      return giveAnswer(reference, step)
  }
}

async function say(reference: Conversation, messages: readonly SaidMessage[]): Promise<(machine: MachineDriver) => void> {
  const events = messages.map(({ after, ...message }) => ({ ...message, ...(after === undefined ? {} : { at: STARTED_AT + after }) }))
  for (const event of events) userMessage(reference, event)
  await settle(reference)
  return (machine) => {
    for (const event of events) machine.send({ type: 'user.message', ...event })
  }
}

async function outside(reference: Conversation, all: readonly FromOutside[]): Promise<(machine: MachineDriver) => void> {
  const sent: Parameters<MachineDriver['send']>[0][] = []
  for (const each of all) {
    if (each.type === 'user') {
      const { type: _type, after, ...rest } = each
      const message = { ...rest, ...(after === undefined ? {} : { at: STARTED_AT + after }) }
      userMessage(reference, message)
      sent.push({ type: 'user.message', ...message })
    } else if (each.type === 'event') {
      eventComes(reference, each)
      const { event, ...rest } = each
      sent.push({ ...rest, type: event })
    } else {
      operatorSpeaks(reference, each)
      sent.push({ ...each, type: 'operator.message' })
    }
  }
  await settle(reference)
  return (machine) => {
    for (const event of sent) machine.send(event)
  }
}

function begin(reference: Conversation, piece: string): (machine: MachineDriver) => void {
  const request = reference.pending.find(({ kind }) => kind === 'respond')
  if (!request) return () => undefined
  hear(reference, piece)
  return (machine) => machine.stream(request.id, piece)
}

async function giveAnswer(
  reference: Conversation,
  step: Extract<ScriptStep, { type: 'answer' }>,
): Promise<(machine: MachineDriver) => void> {
  const pending = sorted(reference.pending)
  const request = pending[step.which % Math.max(1, pending.length)]
  if (!request) return () => undefined
  const given = answerTo(request, step)
  answer(reference, request, given)
  await settle(reference)
  return (machine) => machine.answer(request.id, given)
}

function compare(expected: Observation, observed: Observation): Difference['fields'] | undefined {
  const reference = new Map<string, unknown>(Object.entries(expected))
  const error = observed.error && expected.error?.code === null ? { ...observed.error, code: null } : observed.error
  const requests = observed.requests.map((request, index) => forgetOpenWording(request, expected.requests[index]))
  const differing = Object.entries({ ...observed, error, requests }).filter(
    ([name, value]) => !isDeepStrictEqual(value, reference.get(name)),
  )
  if (differing.length === 0) return undefined
  return Object.fromEntries(differing.map(([name, value]) => [name, { reference: reference.get(name), machine: value }]))
}

const LATE: Answer = { type: 'value', value: 'too late', usage: { inputTokens: 1000, outputTokens: 1000 } }

/** Where the reference leaves an instruction open, the machine's own wording is not compared. */
function forgetOpenWording(request: Request, expected: Request | undefined): Request {
  if (request.kind !== 'understand' || expected?.kind !== 'understand') return request
  const questions = request.questions.map((question, index) =>
    expected.questions[index]?.instruction === null ? { ...question, instruction: null } : question,
  )
  return { ...request, questions }
}

/** A counterexample as people read it: the flow, the script up to the step, and what differs. */
export function describeDifference(flow: ConversationFlow, script: readonly ScriptStep[], { step, fields }: Difference): string {
  const readable = JSON.parse(JSON.stringify({ flow, script: script.slice(0, step), afterStep: step, differs: fields }, named))
  return stringify(readable, { aliasDuplicateObjects: false })
}

function named(_key: string, value: unknown): unknown {
  if (typeof value === 'object' && value !== null && '~standard' in value) return 'a Standard Schema'
  return typeof value === 'function' ? `function ${value.name}` : value
}
