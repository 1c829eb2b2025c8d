import type { JsonValue } from '../../diagnostics/json.js'
import type { FailedStep } from '../../machine/context.js'

/** Holds what the model, or the flow's own functions, are scripted to answer to everything asked about one message. */
export interface ScriptedAnswers {
  /** By question key, as the chart's `meta` has them. */
  readonly answers: Readonly<Record<string, string | boolean>>
  /** What is extracted. */
  readonly data: Readonly<Record<string, JsonValue>>
}

/** Says how the user's own guards and `context` functions answer, by name. */
export type ScriptedGuards = Readonly<Record<string, boolean>>

/** Describes one thing that happens to a conversation from outside. Plain JSON. */
export type PathStep =
  /** The user says something; `atAge` is the conversation's age then, in seconds, where that matters. */
  | { readonly type: 'message'; readonly text: string; readonly guards?: ScriptedGuards; readonly atAge?: number }
  /** The model speaks for a state. */
  | { readonly type: 'reply'; readonly text: string; readonly guards?: ScriptedGuards; readonly tokens?: number }
  /** A message has been understood. */
  | ({
      readonly type: 'answers'
      readonly about: 'user' | 'reply'
      readonly guards?: ScriptedGuards
      readonly tokens?: number
    } & ScriptedAnswers)
  /** The developer's own actor is done. */
  | { readonly type: 'work'; readonly output: JsonValue }
  /** A call fails. */
  | { readonly type: 'failure'; readonly during: FailedStep }
  /** The user has been silent for too long. */
  | { readonly type: 'timeout' }
  /** The failed call is made again. */
  | { readonly type: 'retry' }
  /** The conversation is called off. */
  | { readonly type: 'cancel' }

/**
 * Describes a step in a few words, for titles and errors.
 *
 * @example describeStep({ type: 'message', text: 'yes' }) // '"yes"'
 */
export function describeStep(step: PathStep): string {
  switch (step.type) {
    case 'message':
      return step.atAge === undefined ? `"${step.text}"` : `"${step.text}" after ${step.atAge} s`
    case 'reply':
      return `the model says "${step.text}"`
    case 'answers':
      return `the model answers ${describeAnswers(step)}`
    case 'work':
      return `the actor gives ${JSON.stringify(step.output)}`
    case 'failure':
      return `${step.during} fails`
    case 'timeout':
      return 'silence'
    case 'retry':
      return 'once more'
    case 'cancel':
      return 'cancel'
  }
}

function describeAnswers({ answers, data }: ScriptedAnswers): string {
  const given = [...Object.entries(answers), ...Object.entries(data)].map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
  return given.length === 0 ? 'nothing' : given.join(', ')
}
