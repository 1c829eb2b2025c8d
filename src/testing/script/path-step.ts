import type { JsonObject, JsonValue } from '../../diagnostics/json.js'
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
      /** The data stands for what the flow's own `extract.run` would give, which is not called; or it tells of the state's `fields`. */
      readonly extractedBy?: 'run' | 'fields'
      readonly guards?: ScriptedGuards
      readonly tokens?: number
    } & ScriptedAnswers)
  /** The developer's own actor is done. */
  | { readonly type: 'work'; readonly output: JsonValue }
  /** A call fails; `error` says what is known of it, where that matters. With `unkeepable`, an actor gives something that is no JSON. */
  | { readonly type: 'failure'; readonly during: FailedStep; readonly error?: JsonObject; readonly unkeepable?: true }
  /** Something has happened outside. */
  | { readonly type: 'event'; readonly event: string; readonly payload?: JsonValue }
  /** The user has been silent for too long. */
  | { readonly type: 'timeout' }
  /** The failed call is made again. */
  | { readonly type: 'retry' }
  /** The reply that the model is making is cut off before it has said anything. */
  | { readonly type: 'interrupt' }
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
      return describeAnswers(step)
    case 'work':
      return `the actor gives ${JSON.stringify(step.output)}`
    case 'failure':
      if (step.unkeepable === true) return `${step.during} gives what can not be kept`
      return step.error === undefined ? `${step.during} fails` : `${step.during} fails with ${JSON.stringify(step.error)}`
    case 'event':
      return step.payload === undefined ? `event ${step.event}` : `event ${step.event} ${JSON.stringify(step.payload)}`
    case 'timeout':
      return 'silence'
    case 'retry':
      return 'once more'
    case 'interrupt':
      return 'the reply is cut off'
    case 'cancel':
      return 'cancel'
  }
}

function describeAnswers({ answers, data, extractedBy }: Extract<PathStep, { readonly type: 'answers' }>): string {
  const given = Object.entries(answers)
  const ofModel = [...given.filter(([key]) => !isOfFunction(key)), ...(extractedBy === 'run' ? [] : Object.entries(data))]
  const told = [
    ...said('the model answers', ofModel),
    ...said(
      "the flow's own function answers",
      given.filter(([key]) => isOfFunction(key)),
    ),
    ...said('extract.run gives', extractedBy === 'run' ? Object.entries(data) : []),
  ]
  if (told.length > 0) return told.join(', ')
  return extractedBy === 'run' ? 'extract.run gives nothing' : 'the model answers nothing'
}

function said(who: string, given: readonly (readonly [string, unknown])[]): readonly string[] {
  return given.length === 0 ? [] : [`${who} ${given.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join(', ')}`]
}

/** Tells whether an answer is one of the flow's own functions, not of the model. */
export function isOfFunction(key: string): boolean {
  return key.includes('$')
}
