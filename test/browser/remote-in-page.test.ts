import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { memoryStore } from 'talkchart'
import { type ConversationHost, conversationHandler, conversationHost, nodeListener } from 'talkchart/server'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { flow, slowModel } from '../server/support/desk.js'
import { type BuiltPage, buildPage, serveFile } from './built-page.js'
import { describeInBrowser, startBrowser } from './start-browser.js'

describeInBrowser(`a page whose conversation is on the server`, () => {
  let browser: Browser
  let page: BuiltPage
  let context: BrowserContext
  let host: ConversationHost
  let server: Server
  let url: string
  let model: ReturnType<typeof slowModel>

  beforeAll(async () => {
    ;[browser, page] = await Promise.all([startBrowser(), buildPage('remote')])
  }, 120_000)
  afterAll(async () => {
    page?.remove()
    await browser?.close()
  })
  beforeEach(async () => {
    model = slowModel()
    host = conversationHost({ flow, model: model.model, store: memoryStore() })
    const listener = nodeListener(conversationHandler({ host, authorize: 'anyone' }))
    server = createServer((request, response) =>
      listener(request, response, async () => {
        const file = serveFile(page, request.url ?? '/')
        response.writeHead(file.status, Object.fromEntries(file.headers)).end(Buffer.from(await file.arrayBuffer()))
      }),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/remote.html`
    context = await browser.newContext()
  })
  afterEach(async () => {
    await context.close()
    await host.drain({ milliseconds: 0 })
    server.closeAllConnections()
    server.close()
  })

  const say = async (tab: Page, text: string) => {
    await tab.fill('#text', text)
    await tab.click('button')
  }
  const open = async () => {
    const tab = await context.newPage()
    await tab.goto(url)
    await tab.waitForSelector('#text:enabled')
    return tab
  }
  const messages = (tab: Page) => tab.locator('#messages li').allTextContents()

  it('is reloaded in the middle of a reply, shows all of it, and asks the model once', async () => {
    const tab = await open()
    await say(tab, 'ask')
    await model.next()
    await expect.poll(() => messages(tab)).toEqual(['Yes?', 'ask', 'So '])
    await tab.reload()
    await expect.poll(() => messages(tab)).toEqual(['Yes?', 'ask', 'So '])
    await model.rest(2)
    await expect.poll(() => messages(tab)).toEqual(['Yes?', 'ask', 'So it is.', 'Yes?'])
    expect(model.calls()).toBe(1)
  })

  it('shows in each of two tabs what is said in the other one, while it is said', async () => {
    const [first, second] = [await open(), await open()]
    await say(first, 'ask')
    await model.next()
    await expect.poll(() => messages(second)).toEqual(['Yes?', 'ask', 'So '])
    await model.rest(2)
    await expect.poll(() => messages(second)).toEqual(['Yes?', 'ask', 'So it is.', 'Yes?'])
    await say(second, 'more')
    await expect.poll(() => messages(first)).toEqual(['Yes?', 'ask', 'So it is.', 'Yes?', 'more', 'Yes?'])
  })
})

it('is the page that the guide shows', () => {
  const guide = readFileSync(new URL('../../docs/guide/browser.md', import.meta.url), 'utf8')
  expect(guide).toContain(readFileSync(new URL('page/remote.ts', import.meta.url), 'utf8'))
})
