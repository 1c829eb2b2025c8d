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
