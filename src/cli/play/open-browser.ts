import { spawn } from 'node:child_process'

const COMMANDS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
}

/** Opens a page in the person's browser. Where that is not possible, it is said, and the page can be opened by hand. */
export function openBrowser(url: string, tell: (notice: string) => void): void {
  const [command, ...parameters] = COMMANDS[process.platform] ?? ['xdg-open']
  const browser = spawn(command, [...parameters, url], { stdio: 'ignore', detached: true })
  browser.on('error', () => tell(`No browser could be opened: ${command} is not there.`))
  browser.unref()
}
