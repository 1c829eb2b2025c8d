import type { Extract as Extraction } from './flow.js'
import type { TextAt } from './flow-names.js'

/** Names the keys of the data that a flow's `invoke`s and extractions add; any key where they do not tell. */
export type AddedKey<Invoke, Extract> = SavedKey<Invoke> | ExtractedKey<Extract>

/** An `invoke` without `saveAs` merges an object with keys of its own. `unknown` is a state without one. */
type SavedKey<Invoke> = unknown extends Invoke ? never : Invoke extends object ? TextAt<Invoke, 'saveAs'> : never

/** A schema may make other keys of what it is given, and a function is free. */
type ExtractedKey<Extract> = unknown extends Extract
  ? never
  : Extract extends object
    ? 'schema' extends keyof Extract
      ? undefined extends Extract['schema']
        ? FieldOf<Extract>
        : string
      : FieldOf<Extract>
    : never

type FieldOf<Extract> = Extract extends Extraction<infer Field> ? Field : never

/**
 * Names the dotted paths into a flow's data: those of its `initialContext`, and anything at and below what the flow adds to it. Any path where
 * the names of the data are not known.
 */
export type DataPath<Data, Added extends string> = [keyof Data] extends [never]
  ? string
  : string extends keyof Data | Added
    ? string
    : Added | `${Added}.${string}` | PathTable<Omit<Data, Added>, Levels>[Exclude<keyof Data & string, Added>]

/** How deep paths are followed; below that they may go anywhere. */
type Levels = readonly [1, 2, 3, 4]

/** The paths by the key that they begin with. A table, since errors then list the paths and not how they are made. */
type PathTable<Data, Left extends readonly unknown[]> = {
  readonly [Key in keyof Data & string]: Key | `${Key}.${PathBelow<NonNullable<Data[Key]>, Left>}`
}

/** A list, a value that is not there yet, and data with keys of any name may hold anything. */
type PathBelow<Value, Left extends readonly unknown[]> = [Value] extends [never]
  ? string
  : Value extends string | number | boolean
    ? never
    : Left extends readonly [unknown, ...infer Rest]
      ? PathInto<Value, Rest>
      : string

type PathInto<Value, Left extends readonly unknown[]> = Value extends readonly unknown[]
  ? string
  : [keyof Value] extends [never]
    ? string
    : string extends keyof Value
      ? string
      : PathTable<Value, Left>[keyof Value & string]
