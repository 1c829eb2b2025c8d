import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createJiti } from 'jiti'
import type { Browser } from 'playwright-core'
import { root } from '../processes.js'
import type { Group, Sampler, Samplers } from '../sampling.js'

/** What the tests start a browser with. */
interface BrowserStart {
  readonly noBrowser: string | undefined
  startBrowser(): Promise<Browser>
}

/** The moments of a page, in milliseconds since its address was asked for. */
interface Moments {
  readonly painted: number
  readonly usable: number
}

/** A flow of twelve states. */
const FLOW = 'customer_support'

/** Promises the moment when the page can be written in, and its chart says where the conversation is. Runs in the page. */
function noteUsable(): void {
  const usable = new Promise<number>((resolve) => {
    const look = () => {
      const isUsable = ['#message:enabled', '.log .flow', '.drawing .state.active'].every((part) => document.querySelector(part))
      if (isUsable) resolve(performance.now())
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
  Object.assign(window, { usable })
}

/** Plays a flow in a process of its own. Resolves as soon as it says where. */
async function playing() {
  const folder = mkdtempSync(join(tmpdir(), 'talkchart-bench-'))
  const parameters = [join(root, 'dist/cli/main.js'), 'play', FLOW, '--port', '0', '--store', 'memory']
  const server = spawn(process.execPath, parameters, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  let printed = ''
  for await (const chunk of server.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    printed += chunk
    if (printed.includes('Ctrl-C stops it.')) break
  }
  server.stdout.resume()
  const end = () => {
    server.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  return { address: /http:\S+?(?=,)/.exec(printed)?.[0] ?? '', end }
}

/** Opens the page in a profile of its own, so that nothing of it is kept. */
async function momentsOf(browser: Browser, address: string): Promise<Moments> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await page.addInitScript(noteUsable)
  await page.goto(address)
  const usable = await page.evaluate<number>('usable')
  const painted = await page.evaluate(() => performance.getEntriesByName('first-paint')[0]?.startTime ?? Number.NaN)
  await context.close()
  return { painted, usable }
}

/** Samples one moment of the page, of a server that has just started, or of one that has drawn the chart before. */
function sampler(start: BrowserStart['startBrowser'], moment: keyof Moments, hasJustStarted: boolean): Sampler {
  return async () => {
    const browser = await start()
    // The first page of all waits for the browser itself.
    await browser.newPage()
    const server = await playing()
    try {
      if (!hasJustStarted) await momentsOf(browser, server.address)
      return (await momentsOf(browser, server.address))[moment]
    } finally {
      server.end()
      await browser.close()
    }
  }
}

async function samplers(): Promise<Samplers> {
  const { noBrowser, startBrowser } = await createJiti(root).import<BrowserStart>(join(root, 'test/browser/start-browser.ts'))
  const sampled = (moment: keyof Moments, hasJustStarted = false) => noBrowser ?? sampler(startBrowser, moment, hasJustStarted)
  return {
    'first paint': sampled('painted'),
    'usable, with its chart': sampled('usable'),
    'usable, of a server that has just started': sampled('usable', true),
  }
}

export const playground: Group = {
  name: 'playground',
  title: 'The page of the playground',
  about: `Milliseconds on the clock from the address to the page of ${FLOW}, twelve states, in Chromium with an empty profile, from this machine.`,
  unit: 'ms',
  baselines: [],
  rounds: 7,
  samplers,
}
