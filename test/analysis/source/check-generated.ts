import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** What stands in for the installed package: its declarations, where they are built, else its source, which takes longer. */
const IS_BUILT = process.env['TALKCHART_BUILT'] !== undefined
const PATHS = {
  talkchart: [root + (IS_BUILT ? 'dist/index.d.ts' : 'src/index.ts')],
  'talkchart/languages': [root + (IS_BUILT ? 'dist/conditions/languages.d.ts' : 'src/conditions/languages.ts')],
  'talkchart/runtime': [root + (IS_BUILT ? 'dist/runtime.d.ts' : 'src/runtime.ts')],
}

/** Type-checks generated files in a project of their own, as strict as can be; gives what the compiler has to say. */
export function checkGenerated(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'talkchart-source-'))
  try {
    mkdirSync(join(folder, 'node_modules'))
    symlinkSync(join(root, 'node_modules/xstate'), join(folder, 'node_modules/xstate'))
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
    const compilerOptions = {
      target: 'ES2022',
      lib: ['ES2023', 'DOM', 'DOM.Iterable', 'DOM.AsyncIterable'],
      module: 'NodeNext',
      moduleResolution: 'NodeNext',
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noUnusedLocals: true,
      noUnusedParameters: true,
      verbatimModuleSyntax: true,
      skipLibCheck: true,
      noEmit: true,
      types: [],
      paths: PATHS,
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
    for (const [name, source] of Object.entries(files)) writeFileSync(join(folder, `${name}.ts`), source)
    const parameters = [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder, '--singleThreaded']
    const { stdout } = spawnSync(process.execPath, parameters, { encoding: 'utf8' })
    return stdout
  } finally {
    rmSync(folder, { recursive: true })
  }
}
