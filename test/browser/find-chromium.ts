import { existsSync, mkdtempSync } from 'node:fs'
import { arch, platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import packedChromium from '@sparticuz/chromium'
import { publish } from '../publish-folder.js'

/** A browser to test in, or why there is none. */
export type FoundChromium = { readonly executablePath: string } | { readonly missing: string }

const INSTALLED: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['/usr/bin/google-chrome', '/usr/bin/chromium', '/usr/bin/chromium-browser'],
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
  win32: ['C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe', 'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe'],
}

/** The Chrome that `CHROME_PATH` names, the Chromium that `npm ci` brings (Linux on x64), or an installed Chrome. */
export async function findChromium(): Promise<FoundChromium> {
  const named = process.env['CHROME_PATH']
  if (named !== undefined)
    return existsSync(named) ? { executablePath: named } : { missing: `CHROME_PATH names ${named}, which is not there` }
  if (platform() === 'linux' && arch() === 'x64') return { executablePath: await unpackedChromium() }
  const installed = INSTALLED[platform()]?.find((path) => existsSync(path))
  return installed === undefined
    ? { missing: 'there is no Chrome here; install one, or name one in CHROME_PATH' }
    : { executablePath: installed }
}

/** Unpacks it once for all runs. */
async function unpackedChromium(): Promise<string> {
  const folder = join(tmpdir(), `talkchart-chromium-143-${process.getuid?.() ?? 'user'}`)
  const executablePath = join(folder, 'chromium')
  if (existsSync(executablePath)) return executablePath
  const unpacking = mkdtempSync(`${folder}-`)
  const { TMPDIR } = process.env
  process.env['TMPDIR'] = unpacking
  await packedChromium.executablePath()
  if (TMPDIR === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = TMPDIR
  publish(unpacking, folder)
  return executablePath
}
