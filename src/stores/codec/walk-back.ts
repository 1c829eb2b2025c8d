const LARGEST_BATCH = 32

/**
 * Reads revisions one after the other, from one back to another, in batches that grow as the walk turns out to be long. A failure counts when
 * its revision is reached; whoever stops before it does not hear of it.
 *
 * @param read reads one revision
 */
export async function* walkBack<Item>(from: number, to: number, read: (revision: number) => Promise<Item>): AsyncGenerator<Item> {
  let next = from
  for (let size = 1; next >= to; size = Math.min(size * 2, LARGEST_BATCH)) {
    const revisions = Array.from({ length: Math.min(size, next - to + 1) }, (_, index) => next - index)
    for (const outcome of await Promise.allSettled(revisions.map(read))) {
      if (outcome.status === 'rejected') throw outcome.reason
      yield outcome.value
    }
    next -= revisions.length
  }
}
