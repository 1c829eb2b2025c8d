/** The words of a list by the number that their place says, from `first` on. Words for the same number stand with a slash between. */
export function numbered(words: string, first: number): Readonly<Record<string, number>> {
  return Object.fromEntries(words.split(' ').flatMap((same, place) => same.split('/').map((word) => [word, first + place] as const)))
}
