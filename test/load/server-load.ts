import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transformSync } from 'esbuild'
import { codeBlocks, titleOf } from '../docs/markdown.js'

const AT_A_TIME = 20
/** Every so manieth client sends its message twice at once, or leaves before it is answered and asks again. */
const SENDS_TWICE = 7
const LEAVES = 11

export interface ServerLoad {
  /** How many ids write, two messages each. */
  readonly conversations: number
  /** The limit of the server's heap, in MB. */
  readonly heapLimit: number
  /** A folder in which `talkchart` can be imported. */
  readonly folder: string
}

export interface ServerFigures {
  readonly conversations: number
  readonly requests: number
  /** Answers that are not those of a conversation that nothing disturbs. */
  readonly wrong: readonly string[]
  readonly seconds: number
  /** The heap in use after the first tenth of the conversations and after the last, in MB. */
  readonly heapAtFirst: number
  readonly heapAtLast: number
}

/** Writes the server of the guide as a module, with what it is served with. */
function writeRecipe(folder: string): string {
  const block = codeBlocks('docs/guide/server.md').find((found) => titleOf(found) === 'server.ts')
  if (block === undefined) throw new Error('The guide has no server.ts.')
  const more = `export { templateModel } from 'talkchart'
    export { flow } from 'talkchart/machines/customer_support'
    export { fileStore } from 'talkchart/stores/file'`
  const path = join(folder, 'server-recipe.mjs')
  writeFileSync(path, transformSync(`${block.code}\n${more}`, { loader: 'ts', format: 'esm' }).code)
  return path
}

/** Lets many conversations write to the guide's server, which runs in a process of its own. */
export async function loadServer({ conversations, heapLimit, folder }: ServerLoad): Promise<ServerFigures> {
  const directory = mkdtempSync(join(tmpdir(), 'talkchart-server-'))
  const child = fork(fileURLToPath(new URL('serve-desk.js', import.meta.url)), [writeRecipe(folder), directory], {
    execArgv: [`--max-old-space-size=${heapLimit}`],
  })
  const startedAt = performance.now()
  const counted = { begun: 0, requests: 0, wrong: [] as string[], heapAtFirst: 0 }
  try {
    const [url] = await once(child, 'message')
    const client = async () => {
      while (counted.begun < conversations) {
        const number = counted.begun++
        await converse(String(url), number, counted)
        if (number === Math.floor(conversations / 10)) counted.heapAtFirst = await heapOf(child)
      }
    }
    await Promise.all(Array.from({ length: AT_A_TIME }, client))
    const { requests, wrong, heapAtFirst } = counted
    const seconds = (performance.now() - startedAt) / 1000
    return { conversations, requests, wrong, seconds, heapAtFirst, heapAtLast: await heapOf(child) }
  } finally {
    child.disconnect()
    rmSync(directory, { recursive: true, force: true })
  }
}

async function heapOf(child: ChildProcess): Promise<number> {
  child.send('heap')
  const [{ heapUsed }] = await once(child, 'message')
  return heapUsed / 1e6
}

const TALK = [
  ['my app keeps crashing', 'technical_support'],
  ["it's still not working", 'escalate'],
] as const

async function converse(url: string, number: number, counted: { requests: number; readonly wrong: string[] }): Promise<void> {
  const conversation = `${url}/conversations/user-${number}`
  counted.requests += 1
  const begun = await fetch(conversation, { method: 'PUT' })
  if (begun.status !== 200) counted.wrong.push(`user-${number}, beginning: ${begun.status}`)
  await begun.text()
  for (const [index, [text, state]] of TALK.entries()) {
    const body = JSON.stringify({ id: `m-${index}`, text })
    const send = (signal?: AbortSignal) => {
      counted.requests += 1
      const headers = { 'content-type': 'application/json' }
      return fetch(`${conversation}/messages`, { method: 'POST', body, headers, ...(signal === undefined ? {} : { signal }) })
    }
    if (number % LEAVES === 0) await leave(send)
    const responses = await Promise.all(number % SENDS_TWICE === 0 ? [send(), send()] : [send()])
    for (const response of responses) {
      const { turn } = await response.json()
      if (response.status !== 200 || turn?.state !== state || turn?.reply === '')
        counted.wrong.push(`user-${number}, message ${index}: ${response.status} ${JSON.stringify(turn)}`)
    }
  }
}

/** Goes away as soon as the request is on its way. */
async function leave(send: (signal: AbortSignal) => Promise<Response>): Promise<void> {
  const leaving = new AbortController()
  const left = send(leaving.signal).catch(() => undefined)
  setImmediate(() => leaving.abort())
  await left
}
