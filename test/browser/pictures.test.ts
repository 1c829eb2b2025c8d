import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { flow as sales } from '../../machines/sales_qualification.js'
import { runCli } from '../cli/cli-process.js'
import { codeBlocks, titleOf } from '../docs/markdown.js'
import { repository } from '../packaging/repository.js'
import { type Played, PlayedPage, type Playing, soon, startPlaying, startTeller } from './playing.js'
import { smallPng } from './small-png.js'
import { describeInBrowser } from './start-browser.js'

// The pictures of the playground in the documents. `npm run pictures` keeps them; any other run throws them away.
const KEPT = process.env.TALKCHART_PICTURES
const HEAVIEST = 200_000

const README = { width: 1440, height: 900 }
// What a page of GitHub shows without making it smaller.
const GUIDE = { width: 1000, height: 640 }
const PHONE = { width: 390, height: 844 }

const GUIDE_PAGE = codeBlocks('docs/guide/playground.md')
const FLOW = GUIDE_PAGE.find((block) => titleOf(block) === 'returns.yaml')?.code ?? ''

/** Takes the lines with a minus out of a text and puts those with a plus in their place. */
function changed(text: string, change: string): string {
  const lines = (sign: string) =>
    change
      .split('\n')
      .filter((line) => line.startsWith(sign))
      .map((line) => `${line.slice(1)}\n`)
      .join('')
  expect(text).toContain(lines('-'))
  return text.replace(lines('-'), lines('+'))
}

/** The commands of the page that run the exported path, with what they print. */
const TESTED = 'talkchart test returns.yaml --paths returns-1.path.json'
const printed = GUIDE_PAGE.filter(({ code }) => code.startsWith(`$ ${TESTED}\n`)).map(({ code }) => code.slice(code.indexOf('\n') + 1))

const MENDED = changed(FLOW, GUIDE_PAGE.find(({ language }) => language === 'diff')?.code ?? '')

describeInBrowser(`the pictures of the playground`, () => {
  let playing: Playing
  let teller: Awaited<ReturnType<typeof startTeller>>
  let returns: Played

  beforeAll(async () => {
    ;[teller, playing] = await Promise.all([startTeller(), startPlaying()])
    returns = await playing.play({
      files: { 'returns.yaml': FLOW },
      parameters: ['returns.yaml', '--store', 'memory', '--model', 'gpt-test'],
      variables: teller.variables,
    })
  }, 120_000)
  afterAll(async () => {
    await playing?.end()
    teller?.end()
  })

  async function open(played: Played, id: string, options: object = { viewport: GUIDE }): Promise<PlayedPage> {
    const talk = await PlayedPage.open(playing.browser, played, id, { reducedMotion: 'reduce', colorScheme: 'light', ...options })
    await talk.page.locator('.drawing svg').waitFor({ state: 'attached' })
    return talk
  }

  async function take(page: Page, name: string): Promise<void> {
    // In pictures that are kept all is found out, which takes long for a large flow. Nothing moves, and nothing is hovered.
    const found = KEPT === undefined ? [] : ['Check', 'Paths']
    for (const tab of found) await page.locator(`#tab-${tab} small`).waitFor({ state: 'attached' })
    await page.mouse.move(0, 0)
    const picture = await smallPng(page, await page.screenshot({ animations: 'disabled' }))
    expect(picture.length).toBeGreaterThan(5_000)
    expect(picture.length).toBeLessThanOrEqual(HEAVIEST)
    if (KEPT !== undefined) writeFileSync(join(repository, KEPT, `${name}.png`), picture)
  }

  const fires = ({ page }: PlayedPage) => soon(() => page.locator('.fires').textContent())
  const explained = ({ page }: PlayedPage, text: string) =>
    page.getByRole('tabpanel', { name: 'Why' }).locator('.saying', { hasText: text }).waitFor()

  const notice = ({ page }: PlayedPage) => page.getByText('The flow is new')

  async function change(talk: PlayedPage, flow: string): Promise<void> {
    returns.write('returns.yaml', flow)
    await notice(talk).waitFor()
    await talk.page.locator('.drawing svg').waitFor()
  }

  it('leads from a fault in a flow of your own to a path that keeps it mended', async () => {
    const talk = await open(returns, 'returns-1')
    const { page } = talk
    const wish = 'I want to send my order back'
    await talk.input.fill(wish)
    await fires(talk).toBe('fires track → on_its_way')
    await explained(talk, wish)
    await take(page, 'play-why')

    await change(talk, MENDED)
    await fires(talk).toBe('fires send_back → reason')
    await explained(talk, wish)
    await take(page, 'play-mended')

    await talk.input.press('Enter')
    await talk.stands('reason')
    await talk.say('it does not work')
    await page.locator('.ending').waitFor()
    const download = page.waitForEvent('download')
    await notice(talk).waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Export' }).click()
    await take(page, 'play-export')
    await page.getByRole('button', { name: 'Test path' }).click()
    await (await download).saveAs(join(returns.folder, 'returns-1.path.json'))
    await talk.close()

    const run = () => runCli(playing.cli, TESTED.split(' ').slice(1), '', { directory: returns.folder })
    expect(await run()).toEqual({ exitCode: 0, output: printed[0], errorOutput: '' })
    returns.write('returns.yaml', FLOW)
    expect(await run()).toEqual({ exitCode: 1, output: printed[1], errorOutput: '' })
  })

  it("shows a state's sheet", async () => {
    const talk = await open(returns, 'returns-2')
    await talk.say('I want to return a lamp')
    await talk.stands('reason')
    await talk.state('reason').click()
    const sheet = talk.page.getByRole('complementary', { name: 'State reason' })
    await sheet.getByRole('button', { name: 'broken', exact: true }).waitFor()
    await take(talk.page, 'play-sheet')
    await talk.close()
  })

  it('shows a call that failed', async () => {
    const talk = await open(returns, 'returns-3')
    await change(talk, MENDED.replace('say: "What is wrong', 'instruct: "Ask kindly what is wrong'))
    await talk.say('I want to return a lamp')
    await soon(teller.count).toBe(1)
    teller.fail('The server is overloaded.')
    await talk.stands('reason', 'failed')
    await notice(talk).waitFor({ state: 'hidden' })
    await take(talk.page, 'play-failed')
    await talk.close()
  })

  it('shows three ways where a conversation does not fit a changed file', async () => {
    const talk = await open(returns, 'returns-4')
    await change(talk, MENDED)
    await talk.say('I want to return a lamp')
    await talk.stands('reason')
    returns.write('returns.yaml', MENDED.replaceAll('reason', 'fault'))
    await talk.page.getByRole('button', { name: 'Begin anew' }).waitFor()
    await talk.state('fault').waitFor()
    await take(talk.page, 'play-drift')
    await talk.close()
  })

  it('shows a talk while somebody types, and its chart on a phone', async () => {
    const selling = await playing.play({
      files: { 'sales_qualification.json': JSON.stringify(sales) },
      parameters: ['sales_qualification.json', '--store', 'memory'],
    })
    for (const colorScheme of ['light', 'dark'] as const) {
      const talk = await open(selling, 'ana', { viewport: README, colorScheme })
      if (colorScheme === 'light') await talk.say('sounds interesting')
      await talk.stands('qualify_budget')
      await talk.input.fill('there is no problem, the budget is not approved yet')
      await fires(talk).toBe('fires no_budget → nurture')
      await explained(talk, 'not approved')
      await take(talk.page, `play-${colorScheme}`)
      await talk.close()
    }
    const phone = await open(selling, 'ana', { viewport: PHONE, deviceScaleFactor: 2, hasTouch: true, isMobile: true })
    await phone.page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Chart' }).click()
    await phone.state('qualify_budget').waitFor()
    await take(phone.page, 'play-phone')
    await phone.close()
    // It would go on to study the flow.
    await selling.kill()
  })
})
