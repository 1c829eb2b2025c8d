import { guardTreeOf, type MachineConfigJson, type StateNodeConfig, type TransitionConfig } from '../../machine/config.js'
import { type GuardTree, isLeaf } from '../../machine/guard-expression.js'
import { isNamed } from './guard-code.js'

/** A guard of the generated machine, under the name that its transitions use. */
export interface NamedTree {
  readonly name: string
  readonly tree: GuardTree
}

/** Finds a readable name for each guard of a machine: that of its transition where it has one. */
export class GuardNames {
  /** The guards of the flow's transitions. */
  readonly conditions: readonly NamedTree[]
  /** The other guards, made of these and of limits. */
  readonly combinations: readonly NamedTree[]
  readonly #names = new Map<string, string>()
  readonly #taken = new Set<string>()
  readonly #conditionNames: ReadonlySet<string>

  constructor(config: MachineConfigJson, globals: ReadonlySet<string>) {
    const used = Object.entries(config.states).flatMap(([state, node]) =>
      guardedTransitions(node).map((transition) => ({ state, ...transition })),
    )
    this.conditions = used.flatMap(({ state, transition, tree }) => {
      const own = transition.meta?.transition
      if (typeof own !== 'string') return []
      return this.#give(tree, globals.has(own) ? [own, `${state}.${own}`] : [`${state}.${own}`])
    })
    this.#conditionNames = new Set(this.#taken)
    this.combinations = used.flatMap(({ state, transition, tree }) => {
      const about = this.#partName(tree) ?? state
      return this.#give(tree, [`${about}, ${transition.description ?? 'to be understood'}`])
    })
  }

  /** The name among `conditions`, for other guards to be made of. */
  conditionName(tree: GuardTree): string | undefined {
    const name = this.nameOf(tree)
    return name !== undefined && this.#conditionNames.has(name) ? name : undefined
  }

  nameOf(tree: GuardTree): string | undefined {
    return this.#names.get(JSON.stringify(tree))
  }

  #give(tree: GuardTree, wanted: readonly string[]): readonly NamedTree[] {
    if (!isNamed(tree) || this.nameOf(tree) !== undefined) return []
    const name = this.#freeName(wanted)
    this.#names.set(JSON.stringify(tree), name)
    this.#taken.add(name)
    return [{ name, tree }]
  }

  #freeName(wanted: readonly string[]): string {
    const free = wanted.find((name) => !this.#taken.has(name))
    if (free !== undefined) return free
    for (let count = 2; ; count++) {
      const numbered = `${wanted.at(-1)}_${count}`
      if (!this.#taken.has(numbered)) return numbered
    }
  }

  #partName(tree: GuardTree): string | undefined {
    if (isLeaf(tree) || 'not' in tree) return undefined
    return ('all' in tree ? tree.all : tree.any).map((part) => this.nameOf(part)).find((name) => name !== undefined)
  }
}

interface GuardedTransition {
  readonly transition: TransitionConfig
  readonly tree: GuardTree
}

function guardedTransitions({ on = {}, invoke, states = {} }: StateNodeConfig): readonly GuardedTransition[] {
  const own = [...Object.values(on).flat(), ...(invoke?.onDone ?? []), ...(invoke?.onError ?? [])]
  return [
    ...own.flatMap((transition) => (transition.guard === undefined ? [] : [{ transition, tree: guardTreeOf(transition.guard) }])),
    ...Object.values(states).flatMap(guardedTransitions),
  ]
}
