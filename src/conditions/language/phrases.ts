/** The phrases of a text that has them one after another, with bars or line ends between. */
export function phrases(text: string): readonly string[] {
  return text.split(/\s*[|\n]\s*/).filter((phrase) => phrase !== '')
}

/** Writes a phrase without accents. */
export function withoutAccents(phrase: string): string {
  return phrase.normalize('NFD').replace(/\p{M}/gu, '')
}
