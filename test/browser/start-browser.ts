import { type Browser, chromium } from 'playwright-core'
import { describe } from 'vitest'
import { findChromium } from './find-chromium.js'

const OFFLINE = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const found = await findChromium()

/** Why the tests of this folder can not run here; undefined where they can. */
export const noBrowser: string | undefined = 'missing' in found ? found.missing : undefined

/** Describes what is seen in a browser; where there is none, it is skipped, and the name says why. */
export function describeInBrowser(name: string, body: () => void): void {
  describe.skipIf(noBrowser !== undefined)(noBrowser === undefined ? name : `${name} (skipped: ${noBrowser})`, body)
}

export function startBrowser(): Promise<Browser> {
  if ('missing' in found) throw new Error(found.missing)
  // Chromium runs as root, in a container, without its sandbox only.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return chromium.launch({ executablePath: found.executablePath, headless: true, args: [...OFFLINE, ...sandbox] })
}
