import { readFileSync } from 'node:fs'
import { LLMock } from '@copilotkit/aimock'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openaiModel } from 'talkchart/openai'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { type BuiltPage, buildPage } from './built-page.js'
import { type PageServer, servePage } from './page-server.js'
import { describeInBrowser, startBrowser } from './start-browser.js'

const KEY = 'sk-kept-on-the-server'

describeInBrowser(`a page in a real browser`, () => {
  const provider = new LLMock({ host: '127.0.0.1', port: 0 })
  let browser: Browser
  let page: BuiltPage
  let server: PageServer
  let context: BrowserContext

  beforeAll(async () => {
    ;[browser, page] = await Promise.all([startBrowser(), buildPage('index'), provider.start()])
    server = await servePage(page, openaiModel({ model: 'gpt-test', apiKey: KEY, baseURL: `${provider.url}/v1`, maxRetries: 0 }))
  }, 120_000)
  afterAll(async () => {
    server?.close()
    page?.remove()
    await Promise.all([browser?.close(), provider.stop()])
  })
  beforeEach(async () => {
    provider.reset()
    provider.on({ predicate: ({ stream }) => stream !== true }, { content: { auto_next: 'technical_support' } })
    context = await browser.newContext()
  })
  afterEach(() => context.close())

  const say = async (tab: Page, text: string) => {
    await tab.fill('#text', text)
    await tab.click('button')
  }
  const open = async () => {
    const tab = await context.newPage()
    await tab.goto(server.url)
    await tab.waitForSelector('#text:enabled')
    return tab
  }
  const messages = (tab: Page) => tab.locator('#messages li').allTextContents()

  /** Says what the flow's model answers in each state, by its instruction. */
  const speak = (instruction: string, content: string, timing = {}) =>
    provider.on({ predicate: (request) => JSON.stringify(request.messages.at(-1)).includes(instruction) }, { content }, timing)

  it('talks through a flow, is reloaded in the middle, and goes on from IndexedDB', async () => {
    speak('Ask the customer what', 'What can I do for you?', { chunkSize: 4 })
    speak('Suggest the one most likely fix', 'Restart it. Does it work?', { chunkSize: 4 })
    speak('Be glad with the customer', 'Goodbye!')
    const tab = await open()
    await say(tab, 'my app keeps crashing')
    await expect.poll(() => messages(tab)).toEqual(['What can I do for you?', 'my app keeps crashing', 'Restart it. Does it work?'])
    const before = provider.getRequests().length
    await tab.reload()
    await tab.waitForSelector('#text:enabled')
    expect(await messages(tab)).toEqual(['What can I do for you?', 'my app keeps crashing', 'Restart it. Does it work?'])
    expect(provider.getRequests()).toHaveLength(before)
    await say(tab, 'yes, it works, thank you')
    await expect.poll(async () => (await messages(tab)).at(-1)).toBe('Goodbye!')
    const stored = await tab.evaluate(async () => JSON.stringify(await indexedDB.databases()))
    expect(stored).toContain('talkchart')
  })

  it('is reloaded while the model speaks: the turn runs again, and nothing is lost or said twice', async () => {
    speak('Ask the customer what', 'What can I do for you?')
    const tab = await open()
    speak('Suggest the one most likely fix', 'Restart it, please. Does it work now?', { chunkSize: 4, latency: 200 })
    await say(tab, 'my app keeps crashing')
    await expect.poll(async () => (await messages(tab)).at(-1)).toMatch(/^Rest/)
    await tab.reload()
    await tab.waitForSelector('#text:enabled')
    expect(await messages(tab)).toEqual(['What can I do for you?', 'my app keeps crashing', 'Restart it, please. Does it work now?'])
    const keys = provider.getRequests().map(({ headers }) => headers['idempotency-key'])
    expect(Math.max(...keys.map((key) => keys.filter((other) => other === key).length))).toBe(2)
  })

  it('shows in each of two tabs what was said in the other one', async () => {
    speak('Ask the customer what', 'What can I do for you?')
    speak('Suggest the one most likely fix', 'Restart it.')
    const [first, second] = [await open(), await open()]
    await say(first, 'my app keeps crashing')
    const said = ['What can I do for you?', 'my app keeps crashing', 'Restart it.']
    await expect.poll(() => messages(second)).toEqual(said)
    speak('ask whether it is fixed now', 'And now?')
    await say(second, 'it crashes again')
    await expect.poll(() => messages(first)).toEqual([...said, 'it crashes again', 'And now?'])
    const keys = provider.getRequests().map(({ headers }) => headers['idempotency-key'])
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('takes what is said in two tabs at once one after the other, and shows both the same', async () => {
    speak('Ask the customer what', 'What can I do for you?')
    speak('Suggest the one most likely fix', 'Restart it.')
    speak('ask whether it is fixed now', 'And now?')
    const both = [await open(), await open()]
    await Promise.all(both.map((tab, index) => say(tab, `it crashes, says tab ${index}`)))
    const shown = async () => await Promise.all(both.map(messages))
    await expect.poll(async () => (await shown()).map(({ length }) => length), { timeout: 10_000 }).toEqual([5, 5])
    const [first = [], second] = await shown()
    expect(first).toEqual(second)
    expect(first.filter((text) => text.startsWith('it crashes')).sort()).toEqual(['it crashes, says tab 0', 'it crashes, says tab 1'])
  })

  it('shows a failure of the model, never the key', async () => {
    speak('Ask the customer what', 'What can I do for you?')
    const tab = await open()
    provider.nextRequestError(500, { message: `The key ${KEY} is out of order.` })
    await say(tab, 'my app keeps crashing')
    await expect.poll(() => tab.locator('#notice').textContent()).toBe('The model server answered with an error.')
    const everything = await tab.evaluate(async () => document.documentElement.outerHTML + JSON.stringify(localStorage))
    expect(everything).not.toContain(KEY)
    await tab.reload()
    await tab.waitForSelector('#text:enabled')
    expect(await messages(tab)).toEqual(['What can I do for you?', 'my app keeps crashing'])
  })
})

it('is the page that the guide shows', () => {
  const guide = readFileSync(new URL('../../docs/guide/browser.md', import.meta.url), 'utf8')
  for (const file of ['main.ts', 'index.html']) expect(guide).toContain(readFileSync(new URL(`page/${file}`, import.meta.url), 'utf8'))
})
