import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { toMachineSource } from 'talkchart/analysis'
import * as runtime from 'talkchart/runtime'
import { pingPong } from '../flows.js'
import { root } from '../processes.js'
import type { Group, Sampler } from '../sampling.js'

/** Returns a sampler of the kB that a page loads for this code: minified, gzipped, for the browser. */
function bundleSize(contents: string, external: readonly string[]): Sampler {
  return async () => {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: root, loader: 'ts' },
      // Without the checkout's paths to its sources: what is measured is the package, as it was built.
      tsconfigRaw: {},
      bundle: true,
      write: false,
      minify: true,
      format: 'esm',
      platform: 'browser',
      external: [...external],
      logLevel: 'error',
    })
    return outputFiles.reduce((total, { contents: file }) => total + gzipSync(file).length, 0) / 1000
  }
}

const overXState = (contents: string) => bundleSize(contents, ['xstate'])

const flow = pingPong({ say: 'Well?' })
const generated = toMachineSource(flow)
const openFlow = `import { openConversation } from 'talkchart'\nexport const conversation = openConversation({ flow: ${JSON.stringify(flow)} })`
const openMachine = `${generated}\nimport { openConversation } from 'talkchart/runtime'\nexport const conversation = openConversation({ machine })`

export const bundle: Group = {
  name: 'bundle',
  title: 'Bytes in a page',
  about:
    'Bundled by esbuild for the browser, minified and gzipped, in kB of 1000 bytes. All but the first row are what comes on top of XState. Exact. ' +
    'A generated machine is what `toMachineSource` and `talkchart graph --format source` print.',
  unit: 'kB',
  baselines: ['XState'],
  rounds: 1,
  samplers: () => ({
    XState: bundleSize(`export { assign, createActor, fromPromise, setup } from 'xstate'`, []),
    'openConversation({ flow })': overXState(openFlow),
    'generated machine, createActor': overXState(generated),
    'generated machine, openConversation({ machine })':
      'openConversation' in runtime ? overXState(openMachine) : 'not there yet: talkchart/runtime has no openConversation',
    'all of talkchart': overXState(`export * from 'talkchart'`),
  }),
}
