import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../packaging/repository.js'

/** A server in a process of its own. */
export interface RunningServer {
  readonly url: URL
  readonly token: string
  /** How many requests it was sent. */
  requested: number
  residentMegabytes(): number
  /** Stops it by SIGTERM, and gives its exit code. */
  stop(): Promise<number | null>
}

/** Every message is answered in the same words, so that a conversation never ends. */
const FLOW = `name: echo
initialState: talk
states:
  talk:
    prompt: { say: "Thank you, that is noted. What else?" }
    transitions: { again: { type: always } }
    nextStates: { again: talk }
`

const BARE = `import { createServer } from 'node:http'
const server = createServer(async (request, response) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  if (chunks.length > 0) JSON.parse(Buffer.concat(chunks).toString())
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ text: 'x'.repeat(2000) }))
})
server.listen(0, '127.0.0.1', () => console.log('at http://127.0.0.1:' + server.address().port + '/#token=none'))
process.on('SIGTERM', () => process.exit(0))
`

/** Starts \`talkchart serve\`, as it is built, with a store. */
export async function startServe(store: string, folder: string): Promise<RunningServer> {
  const flow = join(folder, 'echo.yaml')
  writeFileSync(flow, FLOW)
  return await started([join(repository, 'dist/cli/main.js'), 'serve', flow, '--store', store, '--port', '0'])
}

/** Starts a server that reads JSON, and answers with JSON of a turn's size. */
export async function startBareServer(): Promise<RunningServer> {
  return await started(['--input-type=module', '--eval', BARE])
}

async function started(parameters: readonly string[]): Promise<RunningServer> {
  const child = spawn(process.execPath, parameters, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NO_COLOR: '1' } })
  const exited = once(child, 'exit')
  const [url, token] = await Promise.race([listening(child), exited.then(() => Promise.reject(new Error('The server did not start.')))])
  return {
    url: new URL(url),
    token,
    requested: 0,
    residentMegabytes: () => residentMegabytes(child),
    async stop() {
      child.kill('SIGTERM')
      const [exitCode] = await exited
      return exitCode
    },
  }
}

async function listening(child: ChildProcess): Promise<readonly [string, string]> {
  let printed = ''
  for await (const chunk of child.stdout ?? []) {
    printed += String(chunk)
    const [, url, token] = /(http:\S+?)\/#token=(\S+)\n/.exec(printed) ?? []
    if (url !== undefined && token !== undefined) return [url, token]
  }
  throw new Error(`The server printed no address:\n${printed}`)
}

function residentMegabytes({ pid }: ChildProcess): number {
  const [, kilobytes = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Math.round(Number(kilobytes) / 1024)
}
