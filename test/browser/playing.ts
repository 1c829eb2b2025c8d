import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { builtCli, exitOf, Printed, startCli } from '../cli/cli-process.js'
import { startBrowser } from './start-browser.js'

/** The token of every server here, so that a page can go on with one that was started again. */
export const TOKEN = 'a-token-for-these-tests'

/** A server of the playground in a process of its own. */
export interface Played {
  readonly folder: string
  /** Where the page is, with its token. */
  readonly address: string
  /** Writes a file of its folder, as an editor would. */
  write(name: string, text: string): void
  /** Ends it as a lost machine would, and waits until it is gone. */
  kill(): Promise<void>
  /** Starts it again with the same folder, at the same port. */
  start(): Promise<void>
}

export interface PlayedOptions {
  readonly files: Readonly<Record<string, string>>
  /** The folder that it runs in, below a folder of the test; that one itself by default. */
  readonly directory?: string
  readonly parameters: readonly string[]
  readonly variables?: Readonly<Record<string, string>>
}

/** Starts Chromium once for many pages, and builds the command line that serves them. */
export async function startPlaying() {
  const [browser, cli] = await Promise.all([startBrowser(), builtCli()])
  const ends: (() => void)[] = []
  return {
    browser,
    cli,
    async play({ files, directory = '.', parameters, variables = {} }: PlayedOptions): Promise<Played> {
      const folder = mkdtempSync(join(tmpdir(), 'talkchart-play-'))
      const write = (name: string, text: string) => {
        mkdirSync(dirname(join(folder, name)), { recursive: true })
        writeFileSync(join(folder, name), text)
      }
      for (const [name, text] of Object.entries(files)) write(name, text)
      let running: ReturnType<typeof startCli>
      let port = '0'
      const start = async () => {
        const all = ['play', ...parameters, '--port', port, '--token-env', 'PLAY_TOKEN']
        running = startCli(cli, all, { directory: join(folder, directory), variables: { PLAY_TOKEN: TOKEN, ...variables } })
        let output = ''
        running.stdout.on('data', (chunk: Buffer) => {
          output += String(chunk)
        })
        await new Printed(running).shows('Ctrl-C stops it.')
        port = /127\.0\.0\.1:(\d+)/.exec(output)?.[1] ?? port
      }
      const kill = async () => {
        const exited = exitOf(running)
        if (running.kill('SIGKILL')) await exited
      }
      await start()
      ends.push(() => {
        running.kill('SIGKILL')
        rmSync(folder, { recursive: true, force: true })
      })
      return { folder, address: `http://127.0.0.1:${port}/#token=${TOKEN}`, write, kill, start }
    },
    async end(): Promise<void> {
      for (const end of ends) end()
      await browser.close()
    },
  }
}

/** A model that says what a test lets it say. */
export async function startTeller() {
  const asked: ServerResponse[] = []
  const piece = (content: string, reason: string | null) =>
    `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: reason }] })}\n\n`
  const server = createServer((request, response) => {
    request.resume()
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    asked.push(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  return {
    variables: { OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`, OPENAI_API_KEY: 'none' },
    /** How often it was asked. */
    count: () => asked.length,
    /** Says a piece to whoever asked last. */
    say: (text: string) => void asked.at(-1)?.write(piece(text, null)),
    /** Says the last piece to whoever asked last, or to so many. */
    finish(text: string, count = 1) {
      for (const response of asked.slice(-count)) response.end(`${piece(text, 'stop')}data: [DONE]\n\n`)
    },
    /** Says that it can not. */
    fail: (message = 'It broke.') => void asked.at(-1)?.end(`data: ${JSON.stringify({ error: { message, code: 'server_error' } })}\n\n`),
    end: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

export const soon = <Value>(read: () => Value) => expect.poll(read, { timeout: 20_000 })

/** What a person finds in the page, by its name and role. */
export class PlayedPage {
  readonly page: Page
  /** Every address that it has asked. */
  readonly requested: string[] = []
  /** What went wrong in it. */
  readonly errors: string[] = []

  constructor(page: Page) {
    this.page = page
    page.on('request', (request) => this.requested.push(request.url()))
    page.on('pageerror', ({ message }) => this.errors.push(message))
  }

  static async open(browser: Browser, { address }: Pick<Played, 'address'>, id: string, options: object = {}): Promise<PlayedPage> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', ...options })
    const played = new PlayedPage(await context.newPage())
    await played.page.goto(`${address}&id=${id}`)
    return played
  }

  get log() {
    return this.page.getByRole('log')
  }

  get input() {
    return this.page.getByRole('textbox', { name: 'Message' })
  }

  /** The line that says where the conversation is. */
  get status() {
    return this.page.locator('header').getByRole('status')
  }

  state(name: string) {
    return this.page.locator(`[id=${JSON.stringify(`state:${name}`)}]`)
  }

  /** What was said, without the reply that is being made. */
  messages(): Promise<string[]> {
    return this.page.locator('.log .flow:not([aria-hidden]), .log .user').allTextContents()
  }

  async say(text: string): Promise<void> {
    await this.input.fill(text)
    await this.input.press('Enter')
  }

  async stands(state: string, phase = 'listening'): Promise<void> {
    await soon(() => this.status.innerText()).toMatch(new RegExp(`^${state}\\s*${phase}$`))
  }

  /** Closes it. Nothing has failed in it, and it has asked nobody but its server. */
  async close(): Promise<void> {
    const { origin } = new URL(this.page.url())
    await this.page.context().close()
    expect([this.errors, this.requested.filter((url) => !url.startsWith(`${origin}/`))]).toEqual([[], []])
  }
}

export type Playing = Awaited<ReturnType<typeof startPlaying>>
