/** The phrases of a text that has them one after another, with bars or line ends between. */
export function phrases(text: string): readonly string[] {
  return text.split(/\s*[|\n]\s*/).filter((phrase) => phrase !== '')
}

/** Writes a phrase without accents. */
export function withoutAccents(phrase: string): string {
  return phrase.normalize('NFD').replace(/\p{M}/gu, '')
}

/** The words of a list by the number that their place says, from `first` on. Words for the same number stand with a slash between. */
export function numbered(words: string, first: number): Readonly<Record<string, number>> {
  return Object.fromEntries(words.split(' ').flatMap((same, place) => same.split('/').map((word) => [word, first + place] as const)))
}
