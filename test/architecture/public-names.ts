import { join } from 'node:path'
import ts from 'typescript-5.9'
import { manifest, repository } from '../packaging/repository.js'

/** A name that the package exports, with its doc comment. */
export interface PublicName {
  /** Where it is imported from, and its name: `talkchart/testing flowPaths`. */
  readonly title: string
  /** The text of its doc comment without tags; empty without one. */
  readonly comment: string
}

const OPTIONS: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  types: [],
  noLib: true,
}

/** Leaves other packages unread, and what the language brings: half of the work. */
function hostOfOwnFiles(): ts.CompilerHost {
  const host = ts.createCompilerHost(OPTIONS)
  host.resolveModuleNameLiterals = (literals, from, redirected, options) =>
    literals.map(({ text }) =>
      /^[.#]/.test(text) ? ts.resolveModuleName(text, from, options, host, undefined, redirected) : { resolvedModule: undefined },
    )
  return host
}

/** Reads the names that every entry of the package exports off its source. Ready machines are left out. */
export function publicNames(): PublicName[] {
  const entries = Object.entries(manifest.exports).flatMap(([entry, target]): [string, string][] =>
    typeof target === 'string' || entry.includes('*') ? [] : [[`talkchart${entry.slice(1)}`, sourceOf(target.types)]],
  )
  const program = ts.createProgram(
    entries.map(([, file]) => file),
    OPTIONS,
    hostOfOwnFiles(),
  )
  const checker = program.getTypeChecker()
  return entries.flatMap(([entry, file]) => {
    const source = program.getSourceFile(file)
    const module = source && checker.getSymbolAtLocation(source)
    if (module === undefined) throw new Error(`There is no source for ${entry} at ${file}.`)
    return checker.getExportsOfModule(module).map((exported) => {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
      const isOurs = symbol.declarations?.some((declaration) => declaration.getSourceFile().fileName.startsWith(join(repository, 'src')))
      if (!isOurs) throw new Error(`${entry} exports ${exported.name}, which is not declared in src.`)
      return { title: `${entry} ${exported.name}`, comment: ts.displayPartsToString(symbol.getDocumentationComment(checker)) }
    })
  })
}

function sourceOf(types: string): string {
  return join(repository, types.replace('./dist/', 'src/').replace(/\.d\.ts$/, '.ts'))
}
