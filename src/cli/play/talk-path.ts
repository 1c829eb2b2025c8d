import { compileFlow } from '../../compile/compile-flow.js'
import type { ConversationFlow } from '../../definition/flow.js'
import { unfold } from '../../definition/flows/unfold.js'
import { isJsonObject, type JsonValue } from '../../diagnostics/json.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import type { ConversationMachine } from '../../machine/conversation-machine.js'
import { positionOf } from '../../machine/state-position.js'
import type { StoredMessage } from '../../stores/contract/conversation-store.js'
import type { FlowPath, PathStep } from '../../testing/index.js'
import { expectedOf, titleOf } from '../../testing/paths/flow-path.js'
import { firstState, nextState, type ObservedState, type StartData } from '../../testing/paths/observed-state.js'
import { watchedIn } from '../../testing/paths/watched.js'
import { ignoreProblem, scriptFromFlow } from '../../testing/script/script-from-flow.js'
import { withScriptedGuards } from '../../testing/script/scripted-guards.js'
import type { ExportedOptions } from '../load-flow/flow-options.js'
import type { HeardOutput } from './heard.js'

/** A conversation as it is known: what was said, and what was answered meanwhile. */
export interface Talk {
  readonly flow: ConversationFlow
  readonly options: ExportedOptions
  readonly data: StartData
  readonly messages: readonly StoredMessage[]
  readonly heard: readonly HeardOutput[]
}

/**
 * Makes a path of a conversation, which `talkchart test --paths` runs. It is walked on the machine in the same way, so that it holds now.
 *
 * @throws {TalkchartError} `no-path`, where something happened that is not known, or that no path can tell
 */
export function pathOfTalk(talk: Talk): FlowPath {
  const flow = unfold(talk.flow)
  const options = { ...talk.options, onProblem: ignoreProblem }
  const machine = withScriptedGuards(compileFlow(flow, options))
  const first = firstState(machine, talk.data)
  const steps = new TalkWalk(machine, talk, first).toEnd()
  const watched = watchedIn(flow, scriptFromFlow(flow, options))
  const { outcome } = expectedOf(steps.at(-1)?.after ?? first)
  const path = {
    data: talk.data,
    start: expectedOf(first, watched),
    steps: steps.map(({ step, after }) => ({ step, expected: expectedOf(after, watched) })),
    outcome,
    shows: [],
  }
  return { title: titleOf(path), ...path }
}

interface WalkedStep {
  readonly step: PathStep
  readonly after: ObservedState
}

/** Walks a conversation once more, by what is known of it. */
class TalkWalk {
  readonly #machine: ConversationMachine
  readonly #messages: readonly StoredMessage[]
  readonly #outputs: HeardOutput[]
  #observed: ObservedState
  /** How many of the messages were said so far. */
  #said = 0

  constructor(machine: ConversationMachine, { messages, heard }: Talk, first: ObservedState) {
    this.#machine = machine
    this.#messages = messages
    this.#outputs = [...heard]
    this.#observed = first
    this.#hear()
  }

  /** The steps, until everything was said. */
  toEnd(): readonly WalkedStep[] {
    const steps: WalkedStep[] = []
    for (let step = this.#next(); step !== undefined; step = this.#next()) {
      this.#observed = nextState(this.#machine, this.#observed, step)
      if (step.type === 'message') this.#said += 1
      this.#hear()
      steps.push({ step, after: this.#observed })
    }
    return steps
  }

  /** What the machine waits for. */
  #next(): PathStep | undefined {
    const message = this.#messages[this.#said]
    const { substate } = positionOf(this.#observed.value)
    switch (substate) {
      case 'responding':
        return message?.role === 'assistant' ? { type: 'reply', text: message.text } : this.#unknown('what the model said')
      case 'understanding':
        return this.#answers('user')
      case 'understandingReply':
        return this.#answers('reply')
      case 'invoking':
        return this.#work()
      default:
        return message === undefined ? undefined : this.#message(message)
    }
  }

  #message({ role, text, state, by }: StoredMessage): PathStep {
    const { context } = this.#observed
    if (by === 'operator') throw noPath('A person spoke in the place of the flow, which no path can tell.')
    if (role === 'user' && state === context.state) return { type: 'message', text }
    throw noPath(
      `After turn ${context.turn} it stood in ${state}, where a walk by its words stands in ${context.state}: an event, a timer, a guard of the flow's own or another version of the flow led there.`,
    )
  }

  #answers(about: 'user' | 'reply'): PathStep | undefined {
    const output = this.#output('understand')
    if (output === undefined) return this.#unknown('what the model answered')
    const { answers, data, told } = isJsonObject(output) ? output : {}
    const given = isJsonObject(answers) ? answers : {}
    const plain = Object.entries(given).filter((entry): entry is [string, string | boolean] => isAnswer(entry[1]))
    const found = isJsonObject(told) ? { data: told, extractedBy: 'fields' as const } : { data: isJsonObject(data) ? data : {} }
    return { type: 'answers', about, answers: Object.fromEntries(plain), ...found }
  }

  #work(): PathStep | undefined {
    const output = this.#output('work')
    return output === undefined ? this.#unknown("what the flow's own actor gave") : { type: 'work', output }
  }

  #output(actor: HeardOutput['actor']): JsonValue | undefined {
    const { turn } = this.#observed.context
    const position = this.#outputs.findIndex((heard) => heard.turn === turn && heard.actor === actor)
    return position < 0 ? undefined : this.#outputs.splice(position, 1)[0]?.output
  }

  /** A turn that is not over ends the path. */
  #unknown(what: string): undefined {
    if (this.#said >= this.#messages.length) return undefined
    throw noPath(`It is not known ${what} in turn ${this.#observed.context.turn}: this playground did not run then.`)
  }

  /** Counts what the flow has said, word for word as it is stored. */
  #hear(): void {
    for (const event of this.#observed.happened) {
      if (event.type !== 'assistant.message') continue
      const stored = this.#messages[this.#said]
      if (stored?.role === 'assistant') this.#said += 1
      else if (stored !== undefined) throw noPath(`In turn ${event.message.turn} something else was said than a walk by its words says.`)
    }
  }
}

function isAnswer(value: JsonValue): value is string | boolean {
  return typeof value === 'string' || typeof value === 'boolean'
}

function noPath(message: string): TalkchartError {
  return new TalkchartError('no-path', message)
}
