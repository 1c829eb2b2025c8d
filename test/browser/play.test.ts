import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { builtCli, Printed, startCli } from '../cli/cli-process.js'
import { describeInBrowser, startBrowser } from './start-browser.js'

const ODD = 'a"b<c>'
const FLOW = `name: café
initialState: hello
globalTransitions: { human: { type: keyword, words: [human] } }
globalNextStates: { human: état }
states:
  hello:
    prompt: { say: Hello! Shall we go on? }
    transitions:
      continue: { type: keyword, words: [yes] }
      odd: { type: keyword, words: [odd] }
      story: { type: keyword, words: [story] }
    nextStates: { continue: goodbye, odd: '${ODD}', story: tale }
  tale: { prompt: { instruct: Tell a story. }, transitions: { back: { type: keyword, words: [back] } }, nextStates: { back: hello } }
  '${ODD}': { prompt: { say: '<i>Odd</i>, is it not?' }, transitions: { on: { type: keyword, words: ['on'] } }, nextStates: { on: état } }
  état: { prompt: { say: A person comes. }, transitions: { back: { type: keyword, words: [back] } }, nextStates: { back: hello } }
  goodbye: { prompt: { say: Then that was it. } }
properties: { story-first: { never: goodbye, until: tale } }
`

/** A model that tells the same story to whoever asks. */
function storyTeller() {
  const piece = (content: string, reason: string | null) =>
    `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: reason }] })}\n\n`
  return createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(`${piece('Once upon', null)}${piece(' a time.', 'stop')}data: [DONE]\n\n`)
  })
}

describeInBrowser(`talkchart play in a browser`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'talkchart-play-'))
  const teller = storyTeller()
  const requested: string[] = []
  const errors: string[] = []
  const refused: string[] = []
  let browser: Browser
  let page: Page
  let cli: Awaited<ReturnType<typeof builtCli>>
  let running: ReturnType<typeof startCli>
  let address: string

  beforeAll(async () => {
    ;[browser, cli] = await Promise.all([startBrowser(), builtCli()])
    await new Promise<void>((resolve) => teller.listen(0, '127.0.0.1', resolve))
    const bound = teller.address()
    const variables = {
      OPENAI_BASE_URL: `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}/v1`,
      OPENAI_API_KEY: 'none',
    }
    writeFileSync(join(folder, 'flow.yaml'), FLOW)
    const parameters = ['play', 'flow.yaml', '--port', '0', '--store', 'memory', '--id', 'talk-1', '--model', 'gpt-test']
    running = startCli(cli, parameters, { directory: folder, variables })
    let output = ''
    running.stdout.on('data', (chunk: Buffer) => {
      output += String(chunk)
    })
    await new Printed(running).shows('Ctrl-C stops it.')
    address = /http:\S+?(?=,)/.exec(output)?.[0] ?? ''
    page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    page.on('request', (request) => requested.push(request.url()))
    page.on('pageerror', ({ message }) => errors.push(message))
    page.on(
      'response',
      (response) =>
        void (
          response.status() >= 400 &&
          refused.push(`${response.status()} ${response.request().method()} ${new URL(response.url()).pathname}`)
        ),
    )
    await page.goto(address)
    await page.locator('.drawing svg').waitFor()
  }, 120_000)
  afterAll(async () => {
    running?.kill('SIGKILL')
    teller.close()
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const soon = <Value>(read: () => Value) => expect.poll(read, { timeout: 20_000 })
  const log = () => page.getByRole('log')
  const message = () => page.getByRole('textbox', { name: 'Message' })
  const state = (name: string) => page.locator(`[id=${JSON.stringify(`state:${name}`)}]`)
  const messages = () => page.locator('.log .flow:not([aria-hidden]), .log .user').allTextContents()
  const stands = (name: string) =>
    soon(() => page.locator('.state.active').evaluateAll((all) => all.map(({ id }) => id))).toEqual([`state:${name}`])
  const say = async (text: string) => {
    await message().fill(text)
    await message().press('Enter')
  }

  it('opens with the token in the address, and shows every state and where the conversation is', async () => {
    await soon(messages).toEqual(['Hello! Shall we go on?'])
    for (const name of ['hello', 'tale', ODD, 'état', 'goodbye']) expect(await state(name).count()).toBe(1)
    await stands('hello')
    expect(await page.locator('.anywhere').textContent()).toBe('From anywhere human → état')
  })

  it('tells what a typed text would fire, and why', async () => {
    await message().fill('an odd idea')
    await soon(() => page.locator('.fires').textContent()).toBe(`fires odd → ${ODD}`)
    const panel = page.getByRole('tabpanel', { name: 'Why' })
    await soon(() => panel.locator('.saying').textContent()).toBe('If you send “an odd idea” in hello')
    expect(await panel.locator('.saying mark').textContent()).toBe('odd')
    expect(await panel.locator('li.taken b').textContent()).toBe('odd')
    await soon(() => state(ODD).getAttribute('class')).toMatch(/\bwould\b/)
  })

  it('talks by Enter, and shows the way between the messages', async () => {
    await message().press('Enter')
    await stands(ODD)
    await soon(messages).toEqual(['Hello! Shall we go on?', 'an odd idea', '<i>Odd</i>, is it not?'])
    expect(await log().locator('.taken-way').allTextContents()).toEqual([`odd → ${ODD}`])
    await log().locator('.taken-way').click()
    await soon(() => page.locator('.saying').textContent()).toBe('You sent “an odd idea” in hello')
    for (const text of ['on', 'back']) await say(text)
    await stands('hello')
    await say('a story')
    await soon(messages).toContain('Once upon a time.')
    await stands('tale')
  })

  it('shows the same messages after a reload', async () => {
    const before = await messages()
    expect(before).toHaveLength(9)
    await page.reload()
    await soon(messages).toEqual(before)
    await page.locator('.drawing svg').waitFor()
    await stands('tale')
  })

  it("opens a state's sheet; Escape closes it and gives the focus back", async () => {
    await state('tale').focus()
    await page.keyboard.press('Enter')
    const sheet = page.getByRole('complementary', { name: 'State tale' })
    await sheet.getByText('Tell a story.').waitFor()
    await sheet.getByRole('button', { name: 'back', exact: true }).waitFor()
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H2')
    await page.keyboard.press('Escape')
    await soon(() => sheet.count()).toBe(0)
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('state:tale')
    const [list, chart] = await Promise.all([page.locator('.anywhere').boundingBox(), page.locator('.window').boundingBox()])
    expect(chart?.y).toBeGreaterThanOrEqual((list?.y ?? Infinity) + (list?.height ?? 0))
    await state(ODD).click()
    await page
      .getByRole('complementary', { name: `State ${ODD}` })
      .getByText('<i>Odd</i>, is it not?')
      .waitFor()
    await page.keyboard.press('Escape')
  })

  it('plays a path by click, in a conversation of its own', async () => {
    await page.getByRole('tab', { name: 'Paths' }).click()
    await page.locator('.rows button', { hasText: 'goodbye' }).first().click()
    await soon(() => page.locator('.ending').count()).toBe(1)
    expect((await messages()).at(-1)).toBe('Then that was it.')
    expect(await state('goodbye').getAttribute('class')).toMatch(/\bvisited\b/)
    expect(page.url()).toContain('id=talk-2')
  })

  it('needs no scrolling sideways in 320 px', async () => {
    await page.setViewportSize({ width: 320, height: 640 })
    for (const view of ['Chat', 'Chart', 'Inspect']) {
      await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view }).click()
      const wide = await page.evaluate(() =>
        [...document.querySelectorAll('body, .top *, .log *, .composer *, .dock *, .controls *')]
          .filter((element) => element.getBoundingClientRect().right > 320.5 && !element.matches('.unseen'))
          .map(({ className, tagName }) => `${tagName} ${className}`),
      )
      expect([view, wide, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([view, [], 320])
    }
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  it('forks, and begins anew, under a name that no conversation has', async () => {
    const show = async (id: string) => {
      await page.goto(`${address}&id=${id}`)
      await soon(async () => (await messages()).length).toBe(9)
    }
    await show('talk-1')
    await log().getByRole('button', { name: 'Fork from turn 1' }).click()
    await soon(messages).toEqual(['Hello! Shall we go on?', 'an odd idea', '<i>Odd</i>, is it not?'])
    expect(page.url()).toContain('id=talk-3')
    await soon(() => page.locator('.saying').textContent()).toBe('You sent “an odd idea” in hello')
    await log().getByRole('button', { name: 'Go back to the opening' }).click()
    await soon(messages).toEqual(['Hello! Shall we go on?'])
    await show('talk-1')
    await page.getByRole('button', { name: 'New', exact: true }).click()
    await soon(messages).toEqual(['Hello! Shall we go on?'])
    expect(page.url()).toContain('id=talk-4')
  })

  it('goes on with a changed file, and says so for a while', async () => {
    writeFileSync(join(folder, 'flow.yaml'), FLOW.replace('[yes]', '[sure]'))
    const notice = page.getByText('The flow is new')
    await notice.waitFor()
    await message().fill('sure')
    await soon(() => page.locator('.fires').textContent()).toBe('fires continue → goodbye')
    await soon(() => notice.count()).toBe(0)
  })

  it('lists properties, and plays the talk that breaks one', async () => {
    await page.getByRole('tab', { name: 'Properties' }).click()
    const broken = page.locator('.rows .error button', { hasText: 'story-first' })
    await broken.waitFor()
    await broken.click()
    await soon(() => page.locator('.ending').count()).toBe(1)
    expect((await messages()).at(-1)).toBe('Then that was it.')
    expect(page.url()).toContain('id=talk-5')
  })

  it('asks nobody else, fails nowhere, and is light', () => {
    const { origin } = new URL(address)
    expect(requested.filter((url) => !url.startsWith(`${origin}/`))).toEqual([])
    // A browser tells its console of each refusal.
    expect([errors, refused]).toEqual([[], []])
    const built = join(cli.folder, 'dist/page')
    const weight = readdirSync(built).reduce((sum, file) => sum + gzipSync(readFileSync(join(built, file))).length, 0)
    expect(weight).toBeLessThanOrEqual(30_000)
  })
})
