import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pingPong } from '../flows.js'
import { modulesLoaded, processTime, root } from '../processes.js'
import type { Group } from '../sampling.js'

const cli = 'dist/cli/main.js'

/** Each process by its name, as Node's parameters. */
function commands(): Readonly<Record<string, readonly string[]>> {
  const folder = join(root, '.bench')
  mkdirSync(folder, { recursive: true })
  const small = join(folder, 'small.json')
  writeFileSync(small, JSON.stringify(pingPong({ say: 'Well?' })))
  const importing = (name: string) => ['--input-type=module', '--eval', `import '${name}'`]
  return {
    'node -e 0': ['--eval', '0'],
    "import 'xstate'": importing('xstate'),
    "import 'talkchart'": importing('talkchart'),
    "import 'talkchart/runtime'": importing('talkchart/runtime'),
    'talkchart --help': [cli, '--help'],
    'talkchart check, a small flow': [cli, 'check', small],
  }
}

const each = (measure: typeof processTime) =>
  Object.fromEntries(Object.entries(commands()).map(([name, parameters]) => [name, measure(parameters)]))

export const start: Group = {
  name: 'start',
  title: 'Start',
  about: 'CPU time of a process from its start to its end.',
  unit: 'ms',
  baselines: ['node -e 0', "import 'xstate'"],
  rounds: 7,
  samplers: () => each(processTime),
}

export const modules: Group = {
  name: 'modules',
  title: 'Files loaded at the start',
  about: "Every file that a process loads, Node's own left out. Exact.",
  unit: 'files',
  baselines: ["import 'xstate'"],
  rounds: 1,
  samplers: () => {
    const { 'node -e 0': _none, ...rest } = each(modulesLoaded)
    return rest
  },
}
