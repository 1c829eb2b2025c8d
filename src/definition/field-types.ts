/** Names the fields of a flow; none where it has none, any where they are not known. */
export type FieldName<Fields> = unknown extends Fields ? never : string extends keyof Fields ? string : keyof Fields & string

/** Names the way that a state's fields bring about; never for a state without such fields. `unknown` is what TypeScript infers for what is not there. */
export type WayOf<Way extends string, State, Parts> = State extends keyof Parts ? (unknown extends Parts[State] ? never : Way) : never

/** Names that way of a state of one of the flow's flows. */
export type WayIn<Way extends string, Flow, State, Parts> = Flow extends keyof Parts ? WayOf<Way, State, Parts[Flow]> : never

/** Tells what the data holds once fields were filled: each may be missing. */
export type FieldData<Fields> = unknown extends Fields ? unknown : { readonly [Name in keyof Fields]?: FieldValue<Fields[Name]> }

/** Choices give their keys, and a schema its values or its type; a number is a number, and everything else a text. */
type FieldValue<Field> = Field extends { readonly schema: infer Schema }
  ? Schema extends { readonly enum: readonly (infer Value)[] }
    ? Value
    : Schema extends { readonly type: infer Type }
      ? TypeNamed<Type>
      : SourceValue<Field>
  : SourceValue<Field>

type SourceValue<Field> = Field extends { readonly from: infer From }
  ? From extends { readonly choices: infer Choices }
    ? keyof Choices & string
    : From extends 'number'
      ? number
      : string
  : string

/** The type of a value, by its name in JSON Schema. */
type TypeNamed<Type> = Type extends 'string'
  ? string
  : Type extends 'number' | 'integer'
    ? number
    : Type extends 'boolean'
      ? boolean
      : Type extends 'null'
        ? null
        : unknown
