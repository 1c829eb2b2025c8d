/** How many characters (UTF-16 units) two words share at their beginning. */
export function sharedPrefixLength(first: string, second: string): number {
  let length = 0
  while (length < first.length && first[length] === second[length]) length += 1
  return length
}
