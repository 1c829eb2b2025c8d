import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
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

/** How long a chat may live after it has opened, and after it was started, in milliseconds. */
const LIFE = 60
const BIRTH = 400

export interface KilledChats {
  /** Messages whose turns were printed, in order. */
  readonly acknowledged: readonly string[]
  /** How many chats were killed before they had opened. */
  readonly unopened: number
}

/** Starts a chat with the same conversation again and again, sends it messages, and kills it at a random moment. */
export async function killChats(cli: BuiltCli, directory: string, kills: number): Promise<KilledChats> {
  writeFileSync(join(directory, 'pendulum.json'), JSON.stringify(FLOW))
  const acknowledged: string[] = []
  let unopened = 0
  for (let kill = 0; kill < kills; kill++) {
    const chat = await killChat(cli, directory, kill)
    acknowledged.push(...chat.acknowledged)
    if (!chat.hasOpened) unopened += 1
  }
  return { acknowledged, unopened }
}

async function killChat(cli: BuiltCli, directory: string, kill: number) {
  const running = startCli(cli, ['chat', 'pendulum.json', '--id', 'killed', '--json'], { directory })
  const exited = exitOf(running)
  const acknowledged: string[] = []
  let hasOpened = false
  const die = () => running.kill('SIGKILL')
  // One in four dies while it opens, perhaps with a message of the last one to answer.
  if (kill % 4 === 3) setTimeout(die, Math.random() * BIRTH)
  running.stdin.on('error', () => undefined)
  for (let message = 0; message < 50; message++) running.stdin.write(`message ${kill}.${message}\n`)
  const lines = createInterface({ input: running.stdout })
  lines.on('line', (line) => {
    const { type, text } = parse(line)
    if (type === 'open' && !hasOpened) {
      hasOpened = true
      setTimeout(die, Math.random() * LIFE)
    }
    if (type === 'turn') acknowledged.push(String(text))
  })
  const closed = new Promise((resolve) => lines.on('close', resolve))
  await Promise.all([exited, closed])
  return { acknowledged, hasOpened }
}

/** The last line may be torn. */
function parse(line: string): { readonly type?: unknown; readonly text?: unknown } {
  try {
    return JSON.parse(line)
  } catch {
    return {}
  }
}
