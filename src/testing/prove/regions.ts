import type { ContextTest, ConversationData } from '../../conditions/condition.js'
import { type ContextParams, evaluateContext, lookUp } from '../../conditions/kinds/context/context-kind.js'
import { answersOf, type Region, regionsFor } from './region-values.js'

/** For each path that is told apart, which of its regions the value is in. */
export type Regions = readonly number[]

/** Stands for any value, where telling them apart would take too many moments. */
const ANY = -1

/** So many different data may come of one step; beyond, only what the property looks at is told apart. */
const MOST_CHOICES = 32

/**
 * Divides the values of the data by the tests that look at them: two values of a region pass the same tests. Paths that lead into each other
 * are not told apart.
 */
export class RegionMap {
  readonly paths: readonly string[]
  readonly initial: Regions
  /** By path. */
  readonly #regions: readonly (readonly Region[])[]
  readonly #tests: readonly (readonly ContextTest[])[]
  readonly #data = new Map<string, ConversationData>()

  /**
   * @param tests all tests of the data, by whoever makes them
   * @param wanted the paths that the property looks at
   */
  constructor(
    tests: readonly ContextParams[],
    readonly wanted: ReadonlySet<string>,
    readonly initialData: ConversationData,
  ) {
    const all = [...new Set(tests.map(({ path }) => path))]
    this.paths = all.filter((path) => !all.some((other) => isWithin(path, other) || isWithin(other, path)))
    this.#tests = this.paths.map((path) => tests.flatMap(({ path: other, ...test }) => (other === path ? [test] : [])))
    this.#regions = this.#tests.map(regionsFor)
    this.initial = this.of(initialData)
  }

  /** Whether the value at a path passes a test; undefined where that is not known. */
  passes(regions: Regions, { path, ...test }: ContextParams): boolean | undefined {
    const position = this.paths.indexOf(path)
    const region = regions[position] ?? ANY
    return region === ANY ? undefined : evaluateContext({ ...test, path: 'value' }, { value: this.#regions[position]?.[region]?.value })
  }

  /** A value for each of the regions at a path; none where they are not told apart. */
  valuesAt(path: string): readonly unknown[] {
    return (this.#regions[this.paths.indexOf(path)] ?? []).map(({ value }) => value)
  }

  /** The regions of some data. */
  of(data: ConversationData): Regions {
    return this.paths.map((path, position) => this.#regionOf(position, lookUp(data, path)))
  }

  /** Data in these regions. */
  dataIn(regions: Regions): ConversationData {
    const key = regions.join()
    const known = this.#data.get(key)
    if (known !== undefined) return known
    const data: Record<string, unknown> = {}
    for (const [position, path] of this.paths.entries())
      put(data, path.split('.'), this.#regions[position]?.[regions[position] ?? ANY]?.value)
    this.#data.set(key, data)
    return data
  }

  /** The data after a value was put at a path. Something may stand in the way of one that leads inside. */
  put(regions: Regions, path: string, value: unknown): readonly Regions[] {
    const isPlain = !path.includes('.')
    const choices = this.#at(path).map((position): Choice => {
      const inner = (this.paths[position] ?? '').slice(path.length + 1)
      const region = this.#regionOf(position, inner === '' ? value : lookUp(value, inner))
      // Null stays where it is put into a list.
      const others = isPlain ? [] : [regions[position] ?? ANY, ...(value === undefined ? [this.#regionOf(position, null)] : [])]
      return [position, [...new Set([region, ...others])]]
    })
    return this.#choose(regions, [...choices, ...this.#around(path)])
  }

  /** The data after anything may have been put at some paths; without paths, anywhere. */
  putAny(regions: Regions, paths?: readonly string[]): readonly Regions[] {
    const positions = paths?.flatMap((path) => [...this.#at(path), ...this.#above(path)]) ?? [...this.paths.keys()]
    return this.#choose(
      regions,
      [...new Set(positions)].map((position): Choice => [position, this.#all(position)]),
    )
  }

  /** The data after some keys may have got another value, which is neither null nor nothing; `onlyFilled` leaves those without a value so. */
  tell(regions: Regions, keys: readonly string[], onlyFilled = false): readonly Regions[] {
    const told = keys.filter((key) => !onlyFilled || this.isFilled(regions, key) !== false)
    const choices = told.flatMap((key) =>
      this.#at(key).map((position): Choice => {
        const isKey = this.paths[position] === key
        const values = this.#all(position).filter((region) => !isKey || !this.#isMissing(position, region))
        return [position, [...new Set([regions[position] ?? ANY, ...values])]]
      }),
    )
    return this.#choose(regions, choices)
  }

  /** Whether a key has a value; undefined where that is not known. */
  isFilled(regions: Regions, key: string): boolean | undefined {
    return this.passes(regions, { path: key, exists: true })
  }

  /** The paths that lead there or further. */
  #at(path: string): readonly number[] {
    return [...this.paths.keys()].filter((position) => this.paths[position] === path || isWithin(this.paths[position] ?? '', path))
  }

  /** The paths that lead to what holds it. */
  #above(path: string): readonly number[] {
    return [...this.paths.keys()].filter((position) => isWithin(path, this.paths[position] ?? ''))
  }

  #around(path: string): readonly Choice[] {
    return this.#above(path).map((position) => [position, this.#all(position)])
  }

  #isMissing(position: number, region: number): boolean {
    return this.#regions[position]?.[region]?.isMissing === true
  }

  #all(position: number): readonly number[] {
    return [...(this.#regions[position]?.keys() ?? [])]
  }

  #regionOf(position: number, value: unknown): number {
    const tests = this.#tests[position] ?? []
    const answers = answersOf(tests, value)
    return (this.#regions[position] ?? []).findIndex(({ value: each }) => answersOf(tests, each) === answers)
  }

  #choose(regions: Regions, choices: readonly Choice[]): readonly Regions[] {
    const size = choices.reduce((product, [, options]) => product * options.length, 1)
    let all: readonly Regions[] = [regions]
    for (const [position, options] of choices) {
      const isLeftOpen = size > MOST_CHOICES && !this.wanted.has(this.paths[position] ?? '')
      all = all.flatMap((each) => (isLeftOpen ? [ANY] : options).map((region) => each.with(position, region)))
    }
    return all
  }
}

/** A position among the paths, and the regions that its value may come into. */
type Choice = readonly [position: number, regions: readonly number[]]

function isWithin(path: string, outer: string): boolean {
  return path.startsWith(`${outer}.`)
}

function put(owner: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (value === undefined) return
  if (rest.length === 0) owner[key] = value
  else {
    const inner: Record<string, unknown> = {}
    const known = owner[key]
    if (typeof known === 'object' && known !== null) Object.assign(inner, known)
    put(inner, rest, value)
    owner[key] = inner
  }
}
