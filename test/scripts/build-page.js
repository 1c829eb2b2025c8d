import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { minifySync } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * What the page needs less of than others: it shows a reply from its view and reads no stream of pieces, it listens to no events and reads no
 * history, its listeners do not throw, what it gives are messages and options, and it tells errors apart by their codes.
 */
const LEFT_OUT = {
  'reply-stream.js': 'export const streamReply = undefined',
  'read-history.js': 'export const readHistory = undefined',
  'remote-listeners.js': 'export const listenIn = () => undefined, tell = () => undefined, safely = (call) => call()',
  'remote-error.js': `import { TalkchartError } from './talkchart-error.js'
    export class RemoteConversationError extends TalkchartError {
      constructor(code = 'connection', message = 'The connection to the server broke.', facts) {
        super(code, message)
        Object.assign(this, facts)
      }
    }`,
  'given-options.js': 'export const givenOptions = (options) => options ?? {}, checkText = () => undefined',
  'talkchart-error.js': `export class TalkchartError extends Error {
    constructor(code, message) { super(message); this.code = code }
  }`,
  'closed-error.js': "export class ConversationClosedError extends Error { code = 'conversation-closed' }",
}

const leaveOut = {
  name: 'leave-out',
  setup(bundle) {
    const filter = new RegExp(`/(?:${Object.keys(LEFT_OUT).join('|')})$`)
    bundle.onResolve({ filter }, ({ path }) => ({ path: basename(path), namespace: 'left-out' }))
    bundle.onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({ contents: LEFT_OUT[path] }))
  },
}

/** CSS that is written by the program. */
const cssOfModules = {
  name: 'css-of-modules',
  setup(bundle) {
    bundle.onLoad({ filter: /\.css\.ts$/ }, async ({ path }) => {
      const { outputFiles } = await build({ entryPoints: [path], bundle: true, write: false, format: 'esm' })
      const { themeCss: contents } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`)
      return { contents, loader: 'css' }
    })
  },
}

/** Builds the page of `talkchart play` into a folder: `index.html`, `app.js` and `app.css`. */
export async function buildPage(folder) {
  mkdirSync(folder, { recursive: true })
  await build({
    absWorkingDir: root,
    entryPoints: ['src/page/app.tsx', 'src/page/app.css'],
    outdir: folder,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    // Calls of `h` with their children after one another are a quarter of a kB shorter than those of the automatic way.
    tsconfigRaw: { compilerOptions: { jsx: 'react', jsxFactory: 'h', jsxFragmentFactory: 'Fragment' } },
    inject: ['test/scripts/page-jsx.js'],
    legalComments: 'none',
    logLevel: 'error',
    plugins: [leaveOut, cssOfModules],
  })
  const script = `${folder}/app.js`
  const { code, errors } = minifySync('app.js', readFileSync(script, 'utf8'), { module: true, mangle: { toplevel: true } })
  if (errors.length > 0) throw new Error(`The page can not be minified: ${errors.map(({ message }) => message).join('; ')}`)
  writeFileSync(script, code)
  writeFileSync(`${folder}/index.html`, readFileSync(`${root}src/page/index.html`, 'utf8').replaceAll(/>\s+</g, '><'))
}
