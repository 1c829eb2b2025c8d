interface Entry<Kept extends object> {
  /** What is held there: a flow, a machine. */
  readonly subject: unknown
  readonly kept: WeakRef<Kept>
}

/**
 * Finds what is kept of a conversation, by the place where it is stored and its id. It is held by those who show it alone, so that a render which is
 * thrown away leaves nothing behind.
 */
export class KeptConversations<Kept extends object> {
  readonly #places = new WeakMap<object, Map<string, Entry<Kept>[]>>()
  readonly #forget = new FinalizationRegistry<() => void>((forget) => forget())

  /** Returns the one of that subject, and makes it where there is none. */
  of(place: object, id: string, subject: unknown, make: () => Kept): Kept {
    const known = this.#at(place, id)
      .find((entry) => entry.subject === subject)
      ?.kept.deref()
    return known ?? this.#add(place, id, subject, make())
  }

  /** Returns what is kept of the same conversation for other subjects. */
  others(place: object, id: string, subject: unknown): readonly Kept[] {
    return this.#at(place, id).flatMap((entry) => (entry.subject === subject ? [] : (entry.kept.deref() ?? [])))
  }

  #at(place: object, id: string): readonly Entry<Kept>[] {
    return this.#places.get(place)?.get(id) ?? []
  }

  #add(place: object, id: string, subject: unknown, kept: Kept): Kept {
    const ids = this.#places.get(place) ?? new Map<string, Entry<Kept>[]>()
    this.#places.set(place, ids)
    const isAlive = (entry: Entry<Kept>) => entry.kept.deref() !== undefined
    ids.set(id, [...this.#at(place, id).filter(isAlive), { subject, kept: new WeakRef(kept) }])
    this.#forget.register(kept, () => {
      const left = (ids.get(id) ?? []).filter(isAlive)
      if (left.length === 0) ids.delete(id)
      else ids.set(id, left)
    })
    return kept
  }
}
