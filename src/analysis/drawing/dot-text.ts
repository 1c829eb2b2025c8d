const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** A quoted string of DOT, of which Graphviz reads nothing but line breaks (it knows `\N` and the like). */
export function text(value: string): string {
  return `"${printable(value).replaceAll('&', '&amp;').replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
}

/** A text within an HTML-like label. */
export function html(value: string): string {
  return printable(value).replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character)
}

/** XML has no form for other control characters, nor for half a surrogate pair. */
function printable(value: string): string {
  return value.replace(/(?!\n)\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu, '\ufffd')
}
