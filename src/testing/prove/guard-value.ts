/**
 * One thing that is not known of a step. A step has it or has not, and that is the same in whatever guard of the step it stands; `isFickle` says
 * that it may differ even so, as a function of the flow's own may answer.
 */
export interface Unknown {
  readonly key: string
  /** The counter that would tell; undefined where none does. */
  readonly counter?: string
  readonly isFickle?: true
  /** It is so when all of one of these are. */
  readonly ways?: readonly Conjuncts[]
  /** What has to be so wherever it is. */
  readonly implies?: Conjuncts
}

/** What all has to be so for a guard to hold. */
export type Conjuncts = readonly Unknown[]

/** What is known of a guard: whether it holds, or what that hangs on. */
export type GuardValue = boolean | Conjuncts

const NOT = 'not '

/** The value of a guard that holds when all of these do. */
export function allOfValues(values: readonly GuardValue[]): GuardValue {
  if (values.includes(false)) return false
  const unknown = values.flatMap((value) => (typeof value === 'boolean' ? [] : value))
  if (unknown.length === 0) return true
  const distinct = [...new Map(unknown.map((each) => [each.key, each])).values()]
  return isContradiction(distinct) ? false : distinct
}

/** The value of a guard that holds when any of these does. */
export function anyOfValues(values: readonly GuardValue[]): GuardValue {
  if (values.includes(true)) return true
  const ways = values.filter((value) => typeof value !== 'boolean')
  const [first] = ways
  if (first === undefined) return false
  if (ways.length === 1) return first
  const key = `any(${ways.map(keyOf).toSorted().join(' | ')})`
  return [{ key, ways, ...counterIn(ways.flat()), ...(ways.flat().some(({ isFickle }) => isFickle) ? { isFickle: true } : {}) }]
}

/** The value of a guard that holds when this one does not. */
export function notOfValue(value: GuardValue): GuardValue {
  if (typeof value === 'boolean') return !value
  const [first, ...others] = value
  if (first === undefined) return false
  if (others.length > 0) return anyOfValues(value.map((each) => notOfValue([each])))
  if (first.ways !== undefined) return allOfValues(first.ways.map(notOfValue))
  const { ways: _ways, implies: _implies, ...rest } = first
  return [{ ...rest, key: first.key.startsWith(NOT) ? first.key.slice(NOT.length) : `${NOT}${first.key}` }]
}

function counterIn(unknown: Conjuncts): Pick<Unknown, 'counter'> {
  const counter = unknown.find((each) => each.counter !== undefined)?.counter
  return counter === undefined ? {} : { counter }
}

function keyOf(unknown: Conjuncts): string {
  return unknown
    .map(({ key }) => key)
    .toSorted()
    .join(' & ')
}

function isContradiction(unknown: Conjuncts): boolean {
  const whole = unknown.flatMap((each) => [each, ...(each.implies ?? [])])
  const keys = new Set(whole.flatMap(({ key, isFickle }) => (isFickle ? [] : [key])))
  return [...keys].some((key) => keys.has(`${NOT}${key}`))
}

/** What is known once some guards were passed over: not all of what each of them hangs on is so. */
export class PassedOver {
  readonly #never: readonly ReadonlySet<string>[]

  constructor(never: readonly ReadonlySet<string>[] = []) {
    this.#never = never
  }

  /** What is known when this one did not hold, either. */
  and(value: Conjuncts): PassedOver {
    const [first, ...others] = value
    const ways = first?.ways !== undefined && others.length === 0 ? first.ways : [value]
    const never = ways.filter((way) => !way.some(({ isFickle }) => isFickle)).map((way) => new Set(way.map(({ key }) => key)))
    return new PassedOver([...this.#never, ...never])
  }

  /** The value of a guard by what is known. */
  of(value: GuardValue): GuardValue {
    if (typeof value === 'boolean') return value
    const whole = value.flatMap((each) => [each, ...(each.implies ?? [])])
    const keys = new Set(whole.map(({ key }) => key))
    if (this.#never.some((never) => [...never].every((key) => keys.has(key)))) return false
    if (this.#never.length > 0 && whole.some(({ ways }) => ways?.every((way) => this.of(way) === false))) return false
    const open = value.filter((each) => !this.#isCertain(each))
    return open.length === 0 ? true : open
  }

  /** What is the opposite of something that is never so. */
  #isCertain({ key, isFickle }: Unknown): boolean {
    if (isFickle) return false
    const opposite = key.startsWith(NOT) ? key.slice(NOT.length) : `${NOT}${key}`
    return this.#never.some((never) => never.size === 1 && never.has(opposite))
  }
}
