/**
 * Returns a text as XML can hold it: XML has no form for control characters other than a line break, nor for half a surrogate pair.
 */
export function printable(value: string): string {
  return value.replace(/(?!\n)\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu, '\ufffd')
}

/** Describes a state or an end. */
interface Target {
  readonly type: string
  readonly name: string
}

/** Returns the id of the element that shows a state or an end. Look it up by `getElementById`, since a name may hold any character. */
export function targetElementId({ type, name }: Target, prefix = ''): string {
  return idOf(`${prefix}${type}:${name}`)
}

/** Returns the id of the element that shows an edge, by its place among the edges of the chart. */
export function edgeElementId(position: number, prefix = ''): string {
  return idOf(`${prefix}edge:${position}`)
}

/** Returns the id of the box around a flow within the flow. */
export function flowElementId(flow: string, prefix = ''): string {
  return idOf(`${prefix}flow:${flow}`)
}

/** Graphviz keeps line breaks in texts, but not in ids. */
function idOf(text: string): string {
  return printable(text).replaceAll('\n', '\ufffd')
}
