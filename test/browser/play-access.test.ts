import { afterAll, beforeAll, expect, it } from 'vitest'
import { findFocused, findSeen, findUnfit, listen, violations } from './page-facts.js'
import { CROWDED, DESK, LARGE, NAMED } from './played-flows.js'
import { type Played, PlayedPage, type Playing, soon, startPlaying, startTeller } from './playing.js'
import { describeInBrowser } from './start-browser.js'

const HELLO = 'Hello! Shall we go on?'
const WHAT = 'What do you want?'
const TABS = ['Why', 'Check', 'Paths', 'Properties', 'Data', 'Events', 'Usage']

const READ = `- log "Messages":
  - paragraph: Hello! Shall we go on?
  - paragraph:
    - button "Go back to the opening": go back
  - paragraph: a story
  - paragraph:
    - button "story → tale":
      - text: story →
      - code: tale
    - button "Go back to turn 1": go back
    - button "Fork from turn 1": fork
  - paragraph: Once upon a time.`

describeInBrowser(`the playground's page, for everybody`, () => {
  let playing: Playing
  let played: Played
  let teller: Awaited<ReturnType<typeof startTeller>>

  beforeAll(async () => {
    ;[teller, playing] = await Promise.all([startTeller(), startPlaying()])
    played = await playing.play({
      files: { 'my flows/été.json': DESK },
      directory: 'my flows',
      parameters: ['été.json', '--model', 'gpt-test', '--store', 'memory', '--data', '{"plan":"pro"}'],
      variables: teller.variables,
    })
  }, 120_000)
  afterAll(async () => {
    await playing?.end()
    teller?.end()
  })

  it('has nothing that axe finds, in both themes, each tab, with a sheet, and in a failed turn', { timeout: 120_000 }, async () => {
    const talk = await PlayedPage.open(playing.browser, played, 'axe')
    const { page } = talk
    await page.locator('.drawing svg').waitFor()
    const found: Record<string, readonly string[]> = {}
    const inBothThemes = async (what: string, part?: string) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        const violated = await violations(page, part, { coloursOnly: colorScheme === 'dark' })
        if (violated.length > 0) found[`${what}, ${colorScheme}`] = violated
      }
    }
    await inBothThemes('the opening', '.conversation')
    await talk.input.fill('to the market')
    await page.locator('.fires b').waitFor()
    await page.locator('.saying mark').waitFor()
    await inBothThemes('a typed text', '.conversation')
    await inBothThemes('what it would do', '.panel')
    await talk.input.press('Enter')
    await talk.stands('market')
    for (const tab of TABS) {
      await page.getByRole('tab', { name: tab }).click()
      await inBothThemes(tab, '.panel')
    }
    await talk.state('market').click()
    await page.getByRole('searchbox', { name: 'Search transitions' }).waitFor()
    await inBothThemes('a sheet', '.sheet')
    await page.keyboard.press('Escape')
    await talk.say('nothing of that')
    await soon(() => talk.messages()).toHaveLength(5)
    await talk.say('buy11')
    await talk.say('a story')
    await soon(() => teller.count()).toBe(1)
    teller.fail()
    await page.getByRole('button', { name: 'Retry' }).waitFor()
    await inBothThemes('a failed turn')
    await page.getByRole('button', { name: 'Retry' }).click()
    await soon(() => teller.count()).toBe(2)
    await talk.say('and this waits')
    await page.locator('.pending').waitFor()
    await inBothThemes('a waiting message', '.conversation')
    teller.finish('Once.')
    expect(found).toEqual({})
    await talk.close()
  })

  it('has nothing that axe finds on a phone', async () => {
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
    const talk = await PlayedPage.open(playing.browser, played, 'phone', phone)
    const { page } = talk
    await talk.say('market')
    await talk.stands('market')
    const found: Record<string, readonly string[]> = {}
    for (const view of ['Chat', 'Chart', 'Inspect']) {
      await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: view }).tap()
      const violated = await violations(page)
      if (violated.length > 0) found[view] = violated
    }
    await page.getByRole('button', { name: 'Chart' }).tap()
    await talk.state('market').tap()
    await page.getByRole('searchbox').waitFor()
    const violated = await violations(page, '.sheet')
    expect({ ...found, sheet: violated }).toEqual({ sheet: [] })
    await talk.close()
  })

  it('is held, rewound and forked by keyboard alone', async () => {
    const talk = await PlayedPage.open(playing.browser, played, 'keys')
    const { page } = talk
    const { keyboard } = page
    await talk.stands('hello')
    await page.locator('.drawing svg').waitFor()
    const focused = () => page.evaluate(() => document.activeElement?.ariaLabel ?? document.activeElement?.textContent?.trim())
    const tabTo = async (name: string, key = 'Tab') => {
      for (let presses = 0; presses < 40 && (await focused()) !== name; presses += 1) await keyboard.press(key)
      expect(await focused()).toBe(name)
    }
    await keyboard.press('/')
    await keyboard.type('market\n')
    await talk.stands('market')
    await keyboard.type('buy11\n')
    await talk.stands('hello')
    await tabTo('Go back to turn 1', 'Shift+Tab')
    await keyboard.press('Enter')
    await talk.stands('market')
    await soon(focused).toBe('Message')
    await keyboard.type('buy3\n')
    await soon(() => talk.messages()).toEqual([HELLO, 'market', WHAT, 'buy3', WHAT])
    await tabTo('Fork from turn 1', 'Shift+Tab')
    await keyboard.press('Enter')
    await soon(() => talk.messages()).toEqual([HELLO, 'market', WHAT])
    expect(page.url()).toContain('id=keys-2')
    await soon(focused).toBe('Message')
    await keyboard.type('buy5\n')
    await soon(() => talk.messages()).toEqual([HELLO, 'market', WHAT, 'buy5', WHAT])

    await tabTo('Why')
    await keyboard.press('ArrowLeft')
    await page.getByRole('tabpanel', { name: 'Usage' }).waitFor()
    expect(await focused()).toBe('Usage')
    await tabTo('hello', 'Shift+Tab')
    for (const key of ['ArrowRight', 'ArrowLeft', 'ArrowUp']) await keyboard.press(key)
    expect(await focused()).toBe('market')
    await keyboard.press('Enter')
    await page.getByRole('searchbox').waitFor()
    await tabTo('Search transitions')
    await keyboard.type('buy11')
    await keyboard.press('Tab')
    expect(await focused()).toBe('buy11')
    await keyboard.press('Escape')
    await soon(focused).toBe('market')
    await keyboard.press('Enter')
    await page.getByRole('searchbox').waitFor()
    await tabTo('Search transitions')
    await keyboard.type('buy11')
    await keyboard.press('Tab')
    await keyboard.press('Enter')
    await soon(focused).toBe('Message')
    await keyboard.press('Enter')
    await talk.stands('hello')
    await talk.close()
  })

  it('is read by a screen reader reply by reply, with where it stands', async () => {
    const talk = await PlayedPage.open(playing.browser, played, 'heard')
    const { page } = talk
    await talk.stands('hello')
    await page.evaluate(listen)
    const before = teller.count()
    await talk.say('a story')
    await soon(() => teller.count()).toBe(before + 1)
    for (const [piece, said] of [
      ['Once', 'Once'],
      [' upon', 'Once upon'],
    ] as const) {
      teller.say(piece)
      await talk.log.getByText(said, { exact: true }).waitFor()
    }
    const session = await page.context().newCDPSession(page)
    const { nodes } = await session.send('Accessibility.getFullAXTree')
    const log = nodes.find(({ role }) => role?.value === 'log')
    const facts = Object.fromEntries(log?.properties?.map(({ name, value }) => [name, value.value]) ?? [])
    expect([log?.name?.value, facts]).toEqual(['Messages', expect.objectContaining({ live: 'polite', atomic: false, busy: 1 })])
    teller.finish(' a time.')
    await talk.stands('tale')
    const heard = await page.evaluate<readonly string[]>('heard')
    expect(heard.filter((said) => said.startsWith('log'))).toEqual(['log: a story (waits)', 'log: Once upon a time.'])
    expect(heard.at(-1)).toBe('status: tale listening')
    expect(await talk.log.ariaSnapshot()).toBe(READ)
    await talk.close()
  })

  it('needs no scrolling sideways in 320 px, and its sheet and panel can be used there', async () => {
    const talk = await PlayedPage.open(playing.browser, played, 'small', {
      ...{ viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true },
    })
    const { page } = talk
    const unfit: Record<string, unknown> = {}
    const look = async (what: string) => {
      const found = await page.evaluate(findUnfit)
      if (found.length > 0) unfit[what] = found
    }
    const view = (name: string) => page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name }).tap()
    for (const text of ['market', 'nothing of that', 'buy4']) await talk.say(text)
    await soon(() => talk.messages()).toHaveLength(7)
    await look('Chat')
    await view('Chart')
    await talk.state('market').tap()
    await page.getByRole('searchbox').fill('buy7')
    await look('the sheet')
    await page.locator('.sheet').getByRole('button', { name: 'buy7' }).tap()
    await soon(() => talk.input.inputValue()).toBe('buy7')
    await view('Inspect')
    for (const tab of TABS) {
      await page.getByRole('tab', { name: tab }).tap()
      await page.getByRole('tabpanel', { name: tab }).waitFor()
      await look(tab)
    }
    expect(unfit).toEqual({})
    await talk.close()
  })

  it('keeps names and texts of all kinds in their place, and what the keyboard comes to in sight', async () => {
    const named = await playing.play({ files: { 'named.json': NAMED }, parameters: ['named.json', '--store', 'memory'] })
    const talk = await PlayedPage.open(playing.browser, named, 'named')
    const { page } = talk
    const { keyboard } = page
    await page.locator('.drawing svg').waitFor()
    /** Which parts are seen as a whole in the window of the chart. */
    const seen = (selector: string) => page.evaluate(findSeen, selector)
    await page.getByRole('button', { name: 'Show all' }).click()
    await soon(() => seen('.drawing')).toEqual([true])
    await page.getByRole('button', { name: 'Show all' }).click()
    await soon(() => seen('.drawing')).toEqual([false])
    await soon(() => page.locator('.label').allTextContents()).toContain(`${'long_'.repeat(7)}…`)
    expect(await seen('.label')).toEqual([true, true, true])

    await talk.state('<b>hello<_b>').focus()
    for (const key of ['+', '+', '+', '+', '+', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'ArrowDown']) {
      await keyboard.press(key)
      if (key !== '+') await soon(() => page.evaluate(findFocused)).toEqual({ isScrolled: false, isInside: true })
    }
    const focused = () => page.evaluate(() => document.activeElement?.id)
    const came = await focused()
    await keyboard.press('Enter')
    await page.locator('.sheet').waitFor()
    await keyboard.press('Escape')
    await soon(focused).toBe(came)

    await talk.say('שלום')
    await talk.stands('مرحبا')
    expect(await talk.messages()).toEqual(['<img src=x onerror=alert(1)> **Hello**', 'שלום', 'مرحبا! (12)'])
    const left = (selector: string) => page.locator(selector).evaluate((element) => element.getBoundingClientRect().left)
    expect(await left('.taken-way b')).toBeLessThan(await left('.taken-way code'))
    await talk.say('back')
    await talk.stands('<b>hello<_b>')
    await talk.say('word '.repeat(1000))
    await soon(() => page.locator('.candidates .miss').count()).toBe(1)
    const panel = page.locator('.shown-tab')
    expect(await panel.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0)
    expect(await page.locator('.saying').evaluate(({ clientHeight }) => clientHeight)).toBeLessThan(150)
    await page.getByRole('tab', { name: 'Check' }).click()
    await panel.getByText('Add noMatch: { max, to, prompt }').first().waitFor()
    await named.kill()
    await talk.close()
  })

  it('shows 77 ways on as one loop, and as a list to search', async () => {
    const crowded = await playing.play({ files: { 'crowded.json': CROWDED }, parameters: ['crowded.json', '--store', 'memory'] })
    const talk = await PlayedPage.open(playing.browser, crowded, 'many')
    const { page } = talk
    await talk.say('market')
    await talk.stands('market')
    const labels = page.locator('.label')
    await soon(() => labels.allTextContents()).toContain('buy0, buy1 + 74 more')
    await talk.state('market').click()
    const ways = page.locator('.sheet li')
    await soon(() => ways.count()).toBe(78)
    await page.getByRole('searchbox', { name: 'Search transitions' }).fill('uy42')
    expect(await ways.count()).toBe(1)
    await page.keyboard.press('Escape')
    await talk.say('human')
    await talk.stands('a"b<c>')
    // It would go on to study the flow.
    await crowded.kill()
    await talk.close()
  })

  it('answers before a chart of 300 states is drawn', async () => {
    const large = await playing.play({ files: { 'large.json': LARGE }, parameters: ['large.json', '--store', 'memory'] })
    const talk = await PlayedPage.open(playing.browser, large, 'large')
    await talk.stands('s0')
    await talk.say('go7')
    await talk.stands('s7')
    await talk.page.getByText('The chart is being drawn…').waitFor()
    await large.kill()
    await talk.close()
  })
})
