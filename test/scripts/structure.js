// Draws how the source is built, and which of it one compilation and one message pass through. Takes another checkout's folder
// as its parameter, to compare with; that checkout must be built.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { join, resolve } from 'node:path'
import { basename, dirname } from 'node:path/posix'
import { pathToFileURL } from 'node:url'
import { root } from './run.js'

const SHORT = 15
const checkout = resolve(process.argv[2] ?? root)

// Its exit code may tell of broken rules, which are counted below.
const { stdout } = spawnSync(
  process.execPath,
  ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'src'],
  { cwd: checkout, encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'inherit'] },
)
const { modules, summary } = JSON.parse(stdout)

const files = readdirSync(join(checkout, 'src'), { recursive: true })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))
const lineCount = (path) => readFileSync(join(checkout, 'src', path), 'utf8').split('\n').length - 1
const folderOf = (path) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '(src)')
const folders = [...new Set(files.map(folderOf))].sort()

/** How many imports lead from each folder to each other one. */
function arrows() {
  const counts = new Map()
  for (const { source, dependencies } of modules) {
    for (const { resolved } of dependencies) {
      if (!source.startsWith('src/') || !resolved.startsWith('src/')) continue
      const [from, to] = [source, resolved].map((path) => folderOf(path.slice('src/'.length)))
      if (from !== to) counts.set(`${from} ${to}`, (counts.get(`${from} ${to}`) ?? 0) + 1)
    }
  }
  return counts
}

function printFolders(counts) {
  console.log('folder         files  loose  imports from')
  for (const folder of folders) {
    const within = files.filter((path) => folderOf(path) === folder)
    const loose = within.filter((path) => path.split('/').length <= 2)
    const targets = folders.filter((target) => counts.has(`${folder} ${target}`))
    const shown = targets.map((target) => `${target} ${counts.get(`${folder} ${target}`)}`).join(', ')
    console.log(`${folder.padEnd(14)} ${String(within.length).padStart(5)}  ${String(loose.length).padStart(5)}  ${shown || '-'}`)
  }
}

function printRules(counts) {
  const broken = (pattern) => summary.violations.filter(({ rule }) => pattern.test(rule.name)).length
  const mutual = [...counts.keys()].filter((key) => {
    const [from, to] = key.split(' ')
    return from < to && counts.has(`${to} ${from}`)
  })
  console.log(`\nfiles in all: ${files.length}`)
  console.log(`folders that import each other: ${mutual.length === 0 ? 'none' : mutual.map((key) => key.replace(' ', ' and ')).join(', ')}`)
  console.log(
    `cycles: ${broken(/^no-cycles$/)}, arrows up: ${broken(/-imports-only-earlier-layers$/)}, other broken rules: ${broken(/^(?!no-cycles$)(?!.*-imports-only-earlier-layers$)/)}`,
  )
  const short = files.filter((path) => lineCount(path) < SHORT)
  console.log(`files under ${SHORT} lines: ${short.length}`)
  for (const path of short.sort()) console.log(`  ${String(lineCount(path)).padStart(2)} ${path}`)
}

/** The files and functions of the package that run while something is done. */
async function passed(session, action) {
  await session.post('Profiler.takePreciseCoverage')
  await action()
  const { result } = await session.post('Profiler.takePreciseCoverage')
  const dist = pathToFileURL(join(checkout, 'dist')).href
  const visited = new Map()
  for (const { url, functions } of result) {
    if (!url.startsWith(`${dist}/`) || url.startsWith(`${dist}/machines/`)) continue
    const names = functions.filter(({ ranges: [range] }) => range.count > 0 && range.startOffset > 0)
    if (names.length > 0) visited.set(url.slice(dist.length + 1).replace(/\.js$/, '.ts'), names.length)
  }
  return visited
}

function printWay(title, visited) {
  const functionCount = [...visited.values()].reduce((sum, count) => sum + count, 0)
  console.log(`\n${title}: ${visited.size} files, ${functionCount} functions`)
  for (const folder of [...new Set([...visited.keys()].map(dirname))].sort()) {
    const within = [...visited].filter(([path]) => dirname(path) === folder)
    console.log(`  ${folder}: ${within.map(([path, count]) => `${basename(path, '.ts')} ${count}`).join(', ')}`)
  }
}

async function printWays() {
  const { compileFlow, openConversation, parseFlow } = await import(pathToFileURL(join(checkout, 'dist/index.js')).href)
  const { flow: written } = await import(pathToFileURL(join(checkout, 'dist/machines/customer_support.js')).href)
  // A copy: its module has compiled the flow itself already.
  const flow = parseFlow(JSON.parse(JSON.stringify(written)))
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
  printWay('the way of a flow (compileFlow)', await passed(session, () => compileFlow(flow)))
  const conversation = await openConversation({ flow })
  printWay('the way of a message (send)', await passed(session, () => conversation.send('yes, please')))
  await conversation.close()
}

const counts = arrows()
printFolders(counts)
printRules(counts)
await printWays()
