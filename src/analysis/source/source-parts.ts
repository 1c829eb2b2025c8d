import type { FlowPlan } from '../../compile/plan/flow-plan.js'
import type { ImmediateType } from '../../conditions/condition.js'
import { isImmediateType } from '../../conditions/guard-params.js'
import { isEnglish, primaryLanguage, type Stemmers } from '../../conditions/kinds/keyword/stemmers.js'
import { languageOf } from '../../definition/state-facts.js'
import { actionNames, type MachineConfigJson } from '../../machine/config.js'
import type { GuardTree } from '../../machine/guard-expression.js'
import { type AddedParts, addedPartsOf } from '../../machine/implementation-names.js'
import type * as runtime from '../../runtime/index.js'
import { Expression } from './code.js'
import type { GuardSources } from './guard-code.js'
import { GuardNames } from './guard-names.js'

/** What the statements of a generated file are written from. */
export interface SourceParts {
  readonly plan: FlowPlan
  readonly config: MachineConfigJson
  readonly names: GuardNames
  /** The constructs whose actions and guards the machine uses. */
  readonly added: ReadonlySet<AddedParts>
  /** Notes an import from the runtime (engines and languages from where they are), and gives the name. */
  readonly use: (name: string) => string
  readonly importXState: (name: string) => string
  readonly guards: GuardSources
  /** Whether the file imports stemmers for the flow's language. */
  readonly hasStemmer: boolean
}

type FromRuntime<Type> = Type extends keyof typeof runtime ? 'runtime' : 'main'

/** Which entry has the factory of a condition: those that bring large engines with them are not in the runtime. */
const FACTORIES: { readonly [Type in ImmediateType]: FromRuntime<Type> } = {
  keyword: 'runtime',
  affirm: 'main',
  deny: 'main',
  unsure: 'main',
  regex: 'main',
  sentiment: 'main',
  context: 'runtime',
}

function isFromMain(name: string): boolean {
  return isImmediateType(name) ? FACTORIES[name] === 'main' : ['event', 'fromDate', 'fromRegex', 'type LanguageModel'].includes(name)
}

export function sourceParts(
  plan: FlowPlan,
  config: MachineConfigJson,
  imports: Imports,
  importFrom: string,
  stemmers: Stemmers | undefined,
): SourceParts {
  const { globalTransitions = {} } = plan.definition
  const names = new GuardNames(config, new Set(Object.keys(globalTransitions)))
  const use = (name: string) => imports.use(isFromMain(name) ? importFrom : `${importFrom}/runtime`, name)
  const primary = primaryLanguage(languageOf(plan.definition))
  const hasStemmer = stemmers !== undefined && Object.hasOwn(stemmers, primary)
  if (hasStemmer) imports.use(`${importFrom}/languages`, 'stemmers')
  return {
    plan,
    config,
    names,
    added: new Set(actionNames(config).flatMap((type) => addedPartsOf(type) ?? [])),
    use,
    hasStemmer,
    importXState: (name) => imports.use('xstate', name),
    guards: {
      use,
      nameOf: (tree: GuardTree) => names.conditionName(tree),
      speech: isEnglish(primary) && !hasStemmer ? undefined : new Expression('speech'),
    },
  }
}

/** Collects what a generated file imports, module by module. */
export class Imports {
  readonly #names = new Map<string, Set<string>>()

  /** Notes an import and gives the name back. `type ` before the name imports the type alone. */
  use(module: string, name: string): string {
    const names = this.#names.get(module) ?? new Set()
    this.#names.set(module, names.add(name))
    return name.replace(/^type /, '')
  }

  /** The import statements, modules and names in alphabetical order. */
  print(): string {
    const modules = [...this.#names].sort(([left], [right]) => (left < right ? -1 : 1))
    return modules.map(([module, names]) => printImport(module, [...names])).join('\n')
  }
}

function printImport(module: string, names: readonly string[]): string {
  const bare = (name: string) => name.replace(/^type /, '').toLowerCase()
  const sorted = names.toSorted((left, right) => (bare(left) < bare(right) ? -1 : 1))
  const line = `import { ${sorted.join(', ')} } from '${module}'`
  return line.length <= 120 ? line : `import {\n${sorted.map((name) => `  ${name},\n`).join('')}} from '${module}'`
}
