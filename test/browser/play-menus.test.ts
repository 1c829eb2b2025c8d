import { afterAll, beforeAll, expect, it } from 'vitest'
import { DESK, TILL } from './played-flows.js'
import { type Played, PlayedPage, type Playing, soon, startPlaying } from './playing.js'
import { describeInBrowser } from './start-browser.js'

describeInBrowser(`the menus and tabs of the playground's page`, () => {
  let playing: Playing
  let played: Played

  beforeAll(async () => {
    playing = await startPlaying()
    played = await playing.play({ files: { 'desk.json': DESK }, parameters: ['desk.json', '--store', 'memory'] })
  }, 120_000)
  afterAll(async () => await playing?.end())

  it('lists the keys in a dialog that keeps the focus and gives it back', async () => {
    const talk = await PlayedPage.open(playing.browser, played, 'keys')
    const { page } = talk
    const tab = page.getByRole('tab', { name: 'Why' })
    await tab.focus()
    await page.keyboard.press('?')
    const dialog = page.getByRole('dialog', { name: 'Keys' })
    await dialog.waitFor()
    for (let presses = 0; presses < 3; presses += 1) {
      await page.keyboard.press('Tab')
      expect(await page.evaluate(() => document.activeElement?.matches('dialog *, body'))).toBe(true)
    }
    await page.keyboard.press('Escape')
    await soon(() => dialog.count()).toBe(0)
    expect(await tab.evaluate((element) => element === document.activeElement)).toBe(true)
    await talk.input.focus()
    await page.keyboard.type('why?')
    expect([await talk.input.inputValue(), await dialog.count()]).toEqual(['why?', 0])
    await talk.close()
  })

  it('begins anew at once, and goes back to a stored conversation by its menu', async () => {
    const talk = await PlayedPage.open(playing.browser, played, 'talk-1')
    const { page } = talk
    await talk.say('market')
    await talk.stands('market')
    await page.getByRole('button', { name: 'New', exact: true }).click()
    await soon(() => page.url()).toContain('id=talk-2')
    await talk.stands('hello')
    await page.getByRole('button', { name: 'talk-2', exact: true }).click()
    const item = page.getByRole('button', { name: /^talk-1 market listening, turn 1/ })
    await item.click()
    await talk.stands('market')
    expect(await item.isVisible()).toBe(false)
    await talk.close()
  })

  it('offers what may be said, ticks what was taken, and keeps the height of the panel', async () => {
    const talk = await PlayedPage.open(playing.browser, played, 'ideas')
    const { page } = talk
    const chips = page.getByRole('group', { name: 'What may be said' }).getByRole('button')
    await soon(() => chips.allInnerTexts()).toEqual(
      expect.arrayContaining(['yes', 'To the market', 'story\nstory', 'event\npayment.completed']),
    )
    await chips.getByText('To the market').click()
    await talk.input.press('Enter')
    await talk.stands('market')
    await page.getByRole('tab', { name: 'Events' }).click()
    const events = page.getByRole('tabpanel').getByRole('listitem')
    await page.getByRole('button', { name: 'fired', exact: true }).click()
    expect(await events.allTextContents()).toEqual(['turn 1 fired hello: market → market'])
    await page.getByRole('tab', { name: 'Usage' }).click()
    await soon(() => page.getByRole('rowheader').allTextContents()).toEqual(['in all ', 'turn 1 market', 'opening hello'])
    const line = page.getByRole('separator', { name: 'Height of the panel' })
    await line.focus()
    await page.keyboard.press('ArrowUp')
    await page.reload()
    expect(await line.getAttribute('aria-valuenow')).toBe('38')
    await talk.close()
  })

  it('turns the colours, whatever those of the system have become meanwhile', async () => {
    const talk = await PlayedPage.open(playing.browser, played, 'colours', { colorScheme: 'light' })
    const { page } = talk
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    const light = await ground()
    await page.emulateMedia({ colorScheme: 'dark' })
    await soon(ground).not.toBe(light)
    await page.getByRole('button', { name: 'Light or dark' }).click()
    await soon(ground).toBe(light)
    await talk.close()
  })

  it('asks for no explanation of an event that came before any message', async () => {
    const states = {
      wait: { prompt: { say: 'Wait.' }, transitionsOn: 'event', on: { 'door.open': 'next' } },
      next: { prompt: { say: 'Go on.' }, transitionsOn: 'event', on: { 'door.open': 'wait' } },
    }
    const flow = JSON.stringify({ name: 'early', initialState: 'wait', events: { 'door.open': {} }, states })
    const early = await playing.play({ files: { 'early.json': flow }, parameters: ['early.json', '--store', 'memory'] })
    const talk = await PlayedPage.open(playing.browser, early, 'early')
    const refused: string[] = []
    talk.page.on('response', (response) => {
      if (!response.ok()) refused.push(`${response.status()} ${response.url()}`)
    })
    await talk.page.getByRole('group', { name: 'What may be said' }).getByRole('button', { name: 'door.open' }).click()
    await talk.stands('next')
    await soon(() => talk.page.locator('.label.taken').allTextContents()).toEqual(['door.open'])
    await talk.page.getByRole('tabpanel', { name: 'Why' }).getByText('Write something').waitFor()
    expect(refused).toEqual([])
    await talk.close()
  })

  it('tells of what was read, and of each event where it has led, for itself', { timeout: 120_000 }, async () => {
    const till = await playing.play({ files: { 'till.json': TILL }, parameters: ['till.json', '--store', 'memory'] })
    const talk = await PlayedPage.open(playing.browser, till, 'till')
    const { page } = talk
    await talk.input.fill('a small one')
    await soon(() => page.locator('.fires').textContent()).toBe('asks for days → order')
    expect(await page.locator('.fires .missed').count()).toBe(0)
    await talk.input.press('Enter')
    await soon(() => talk.messages()).toContain('For how many days?')
    await talk.say('3')
    await talk.stands('pay')
    await page.getByRole('tabpanel', { name: 'Why' }).getByText('field days 3 3 taken in').waitFor()
    await talk.input.fill('later')
    await soon(() => page.locator('.candidates .taken .reason').textContent()).toMatch(/^later\s+of 4$/)
    await talk.input.fill('')
    const ways = talk.log.locator('.taken-way')
    await page.getByRole('group', { name: 'What may be said' }).getByRole('button', { name: 'payment.completed' }).click()
    await talk.stands('shipped')
    const led = ['read size "small" → order', 'collected days 3 → pay', 'event payment.completed → shipped']
    await soon(() => ways.allTextContents()).toEqual(led)
    expect(await talk.log.locator('.missed').count()).toBe(0)
    const labels = page.locator('.label.taken')
    await soon(() => labels.allTextContents()).toEqual(['payment.completed'])
    await ways.nth(1).click()
    await soon(() => labels.allTextContents()).toEqual(['collected'])
    await page.getByRole('tab', { name: 'Events' }).click()
    await soon(() => page.getByRole('tabpanel').getByRole('listitem').allTextContents()).toEqual([
      'turn 2 said It is on its way. More?',
      'turn 2 event pay: payment.completed → shipped',
      'turn 2 said Please pay.',
      'turn 2 fired order: collected days 3 → pay',
      'turn 2 heard 3',
      'turn 1 said For how many days?',
      'turn 1 read order: size "small" → order',
      'turn 1 heard a small one',
      'turn 0 said Small or big?',
    ])
    await talk.state('pay').click()
    await page
      .getByRole('complementary', { name: 'State pay' })
      .getByText('It answers 2 misses in a row; the next one leads to bye.')
      .waitFor()
    await page.keyboard.press('Escape')

    await page.getByRole('tab', { name: 'Paths' }).click()
    const path = page.locator('.rows li', { hasText: 'stop' }).filter({ hasText: 'bye' }).first()
    await path.getByRole('button').click()
    await page.locator('.ending').waitFor()
    await path.locator('.tick').waitFor()

    await page.setViewportSize({ width: 390, height: 844 })
    till.write('till.json', TILL.replace('Please pay.', 'Pay, please.'))
    await page.getByText('The flow is new').waitFor()
    await talk.close()
  })
})
