import type { ReadableField } from '../conditions/fields/field-source.js'
import type { Prompt, Suggestion } from './flow.js'

/** Describes one thing that a flow wants to know: how it is asked for, what reads it from a message, and what its value has to be. */
export interface Field<PromptName extends string = string> extends ReadableField {
  /** The question. An optional field has none: it is filled, and never asked for. */
  readonly ask?: Prompt<PromptName>
  /** Spoken for a value that does not fit, with `{{value}}` and `{{reason}}`; the question by default. */
  readonly invalid?: Prompt<PromptName>
  readonly optional?: boolean
  /** Whether a later message may change the value while a state collects it: `regex` and the model may by default, choices may not. */
  readonly overwrite?: boolean
  /** Which global transitions are tried while this field is asked for: all by default, none (`false`), or those that are listed. */
  readonly globals?: false | readonly string[]
  /** What the user may be offered to say when this field is asked for. */
  readonly suggestions?: readonly Suggestion[]
}
