/**
 * Everything but letters, digits, spaces, a line between two letters and a few harmless marks: Mermaid reads meaning into
 * quotes, `#`, tags, and into what Markdown knows (lists, stress, links, back-ticks).
 */
const UNSAFE = /(?<![\p{L}\p{N}_])_|_(?![\p{L}\p{N}_])|[^\p{L}\p{N}\p{M} _,:='’“”?!/()…]/gu

const PLAIN_NAME = /^[A-Za-z]\w*$/

/** A text to stand between double quotes, with each unsafe character as Mermaid's `#code;`. */
export function mermaidText(text: string): string {
  return text.replace(UNSAFE, (character) => `#${character.codePointAt(0)};`)
}

/**
 * An id for each name: the name itself with a line below, which keeps it from being one of Mermaid's own words (`end`, `class`);
 * a number where the name holds what an id can not.
 */
export function mermaidIds(names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(names.map((name, position) => [name, PLAIN_NAME.test(name) ? `${name}_` : `_${position + 1}`]))
}
