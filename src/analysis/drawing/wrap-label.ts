const LINE = 32
const MOST_LINES = 4

/** Breaks a text into short lines, between its words where it can; past four lines it is cut. */
export function wrapLabel(text: string): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/u).flatMap(pieces)) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < LINE) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES - 1), `${lines[MOST_LINES - 1]} …`] : lines
}

/** A regex can be one long word. Code points stay whole. */
function pieces(word: string): readonly string[] {
  return word.length <= LINE ? [word] : (word.match(/.{1,32}/gsu) ?? [])
}
