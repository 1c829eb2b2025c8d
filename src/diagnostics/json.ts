/** Describes anything that JSON can hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** Describes a JSON object. */
export type JsonObject = { readonly [key: string]: JsonValue }
