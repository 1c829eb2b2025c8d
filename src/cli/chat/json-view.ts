import type { Environment } from '../environment.js'
import type { ChatView } from './chat-view.js'

const nothing = (): void => undefined

/** Shows whatever happens as one JSON object on a line: on standard output what belongs to the conversation, on standard error the rest. */
export function jsonView({ output, errorOutput }: Environment): ChatView {
  const write = (line: object) => output.write(`${JSON.stringify(line)}\n`)
  return {
    showsDeltas: false,
    header: nothing,
    opened({ id, state, phase, turn, error, outcome }, spoken, { flow, store, earlier }) {
      write({ type: 'open', id, flow, store, resumed: earlier !== undefined, state, phase, turn, error, outcome, messages: spoken })
    },
    echo: nothing,
    working: nothing,
    delta: nothing,
    // What a turn emits stands in its line; what a timer causes has no other.
    event(event, cause) {
      if (cause === 'timer' && event.type === 'assistant.message') write({ type: 'message', message: event.message })
    },
    answers: nothing,
    turn: (turn, text, answers) => write({ type: 'turn', text, ...turn, answers }),
    failure: nothing,
    command: ({ name, value }) => write({ type: 'command', name, value }),
    why: (explanation, turn) => write({ type: 'command', name: 'why', value: { turn, ...explanation } }),
    notice: (message) => errorOutput.write(`${JSON.stringify({ type: 'notice', message })}\n`),
    ended: (end) => write({ type: 'end', ...end }),
  }
}
