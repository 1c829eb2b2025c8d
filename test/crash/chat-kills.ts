import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import fc from 'fast-check'
import { type BuiltCli, exitOf, startCli } from '../cli/cli-process.js'

/** Never ends; every other reply takes a call, so that a message waits in the record while it is made. */
const FLOW = {
  name: 'pendulum',
  initialState: 'left',
  states: {
    left: { prompt: { say: 'left after {{text}}' }, transitions: { on: { type: 'always' } }, nextStates: { on: 'right' } },
    right: { prompt: { instruct: 'right after {{text}}' }, transitions: { on: { type: 'always' } }, nextStates: { on: 'left' } },
  },
}

/** When a chat dies, measured from what it has done, since a busy machine is slow. */
interface Moment {
  /** After so many printed turns … */
  readonly turns: number
  /** … and so many milliseconds. */
  readonly milliseconds: number
  /** For a chat that dies while it opens: after this part of the shortest time in which one before it has opened. */
  readonly opening: number
}

const thousandths = fc.integer({ min: 0, max: 999 }).map((number) => number / 1000)

const moment: fc.Arbitrary<Moment> = fc.record({
  turns: fc.nat(6),
  milliseconds: thousandths.map((part) => part * 20),
  opening: thousandths,
})

export interface KilledChats {
  /** Messages whose turns were printed, in order. */
  readonly acknowledged: readonly string[]
  /** How many chats were killed before they had opened. */
  readonly unopened: number
}

export interface KilledChatsOptions {
  readonly directory: string
  /** The conversation's id. */
  readonly id: string
  readonly kills: number
  readonly seed: number
}

/** Starts a chat with the same conversation again and again, sends it messages, and kills it at a moment drawn from a seed. */
export async function killChats(cli: BuiltCli, { directory, id, kills, seed }: KilledChatsOptions): Promise<KilledChats> {
  writeFileSync(join(directory, 'pendulum.json'), JSON.stringify(FLOW))
  const acknowledged: string[] = []
  let unopened = 0
  let opening = Number.POSITIVE_INFINITY
  for (const [kill, { turns, milliseconds, opening: part }] of fc.sample(moment, { seed, numRuns: kills }).entries()) {
    // One in four dies while it opens, perhaps with a message of the last one to answer.
    const death = kill % 4 === 3 ? { afterStart: part * opening } : { turns, milliseconds }
    const chat = await killChat(startChat(cli, directory, id), kill, death)
    acknowledged.push(...chat.acknowledged)
    if (chat.opening === null) unopened += 1
    else opening = Math.min(opening, chat.opening)
  }
  return { acknowledged, unopened }
}

type Death = { readonly afterStart: number } | { readonly turns: number; readonly milliseconds: number }

function startChat(cli: BuiltCli, directory: string, id: string) {
  return startCli(cli, ['chat', 'pendulum.json', '--id', id, '--json'], { directory })
}

async function killChat(running: ReturnType<typeof startCli>, kill: number, death: Death) {
  const startedAt = performance.now()
  const exited = exitOf(running)
  const acknowledged: string[] = []
  let opening: number | null = null
  const dieAfter = (milliseconds: number) => setTimeout(() => running.kill('SIGKILL'), milliseconds)
  if ('afterStart' in death) dieAfter(death.afterStart)
  running.stdin.on('error', () => undefined)
  for (let message = 0; message < 50; message++) running.stdin.write(`message ${kill}.${message}\n`)
  const lines = createInterface({ input: running.stdout })
  lines.on('line', (line) => {
    const { type, text } = parse(line)
    if (type === 'open') opening = performance.now() - startedAt
    if (type === 'turn') acknowledged.push(String(text))
    const isDue = 'turns' in death && (type === 'open' || type === 'turn') && acknowledged.length === death.turns
    if (isDue) dieAfter(death.milliseconds)
  })
  const closed = new Promise((resolve) => lines.on('close', resolve))
  await Promise.all([exited, closed])
  return { acknowledged, opening }
}

/** The last line may be torn. */
function parse(line: string): { readonly type?: unknown; readonly text?: unknown } {
  try {
    return JSON.parse(line)
  } catch {
    return {}
  }
}
