import { createServer, type Server } from 'node:http'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { memoryStore } from 'talkchart'
import { drawing } from 'talkchart/analysis'
import { type ConversationHost, conversationHandler, conversationHost, nodeListener } from 'talkchart/server'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { seedOfTest } from '../seed.js'
import { flow, slowModel } from '../server/support/desk.js'
import { echoModel } from '../server/support/slow-model.js'
import { type BuiltPage, serveFile } from './built-page.js'
import type { Shown } from './page/components.js'
import { RandomTalk, RUNS, randomSteps } from './random-talk.js'
import { buildReactPages } from './react-pages.js'
import { describeInBrowser, startBrowser } from './start-browser.js'

describeInBrowser(`useConversation in a browser`, () => {
  let browser: Browser
  let pages: BuiltPage
  let server: Server
  let host: ConversationHost
  let model: ReturnType<typeof slowModel>
  let origin: string
  let context: BrowserContext
  let page: Page
  let requests: string[]
  /** Holds the server's answers back. */
  let gate: Promise<void>

  beforeAll(async () => {
    ;[browser, pages] = await Promise.all([startBrowser(), buildReactPages()])
    server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://page')
      if (pathname.startsWith('/conversations')) {
        requests.push(`${request.method} ${pathname.replace('/conversations/', '')}`)
        const listener = nodeListener(conversationHandler({ host, authorize: 'anyone' }))
        return gate.then(() => listener(request, response, () => response.writeHead(404).end()))
      }
      const file = serveFile(pages, pathname)
      void file.arrayBuffer().then((body) => response.writeHead(file.status, Object.fromEntries(file.headers)).end(Buffer.from(body)))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  }, 120_000)
  afterAll(async () => {
    pages?.remove()
    await browser?.close()
    server?.closeAllConnections()
    server?.close()
  })
  beforeEach(async () => {
    model = slowModel()
    host = conversationHost({ flow, model: model.model, store: memoryStore() })
    requests = []
    gate = Promise.resolve()
    context = await browser.newContext()
    page = await context.newPage()
  })
  afterEach(async () => {
    await context.close()
    await host.drain({ milliseconds: 0 })
  })

  const visit = async (version: number) => {
    await page.goto(`${origin}/${version}/index.html`)
    await page.waitForFunction(() => 'components' in window)
  }
  const mount = (name: string, shown: Shown) =>
    page.evaluate(([name, shown]) => window.components.mount(name, shown), [name, shown] as const)
  const unmount = (name: string) => page.evaluate((name) => window.components.unmount(name), name)
  const facts = (name: string) => page.evaluate((name) => window.components.facts(name), name)
  const told = async (name: string) => (await facts(name)).told
  const status = async (name: string) => (await facts(name)).status
  const send = (name: string, text: string, id?: string) =>
    page.evaluate(([name, text, id]) => window.components.send(name, text, id), [name, text, id] as const)
  const result = (name: string) => page.evaluate((name) => window.components.result(name), name)
  const problems = () => page.evaluate(() => window.components.problems())
  const pause = (milliseconds: number) => page.evaluate((time) => new Promise((resolve) => setTimeout(resolve, time)), milliseconds)

  describe.each([
    { mode: 'local', version: 19 },
    { mode: 'local', version: 18 },
    { mode: 'remote', version: 19 },
  ] as const)('$mode, with React $version, in Strict Mode', ({ mode, version }) => {
    const calls = async () => (mode === 'local' ? (await page.evaluate(() => window.components.calls())).length : model.calls())
    const next = () => (mode === 'local' ? page.evaluate(() => window.components.next()) : model.next())
    const rest = async (pieces: number) => {
      for (let piece = 0; piece < pieces; piece += 1) await next()
    }
    const listening = (name: string) => expect.poll(() => status(name)).toBe('listening')

    beforeEach(() => visit(version))
    afterEach(async () => expect(await problems()).toEqual([]))

    it('opens once', async () => {
      await mount('one', { mode, store: 'memory' })
      await listening('one')
      expect(await told('one')).toEqual(['Yes?'])
      if (mode === 'local') expect(await page.evaluate(() => window.components.loads())).toBe(1)
      else expect(requests.filter((request) => request === 'PUT desk')).toHaveLength(1)
    })

    it('shows what is sent while it opens at once, which has one turn', async () => {
      let letGo = () => page.evaluate(() => window.components.letGo())
      if (mode === 'local') await page.evaluate(() => window.components.hold())
      else {
        gate = new Promise((resolve) => {
          letGo = async () => resolve()
        })
      }
      await mount('one', { mode })
      await expect.poll(() => status('one')).toBe('opening')
      await send('one', 'more', 'first')
      await expect.poll(() => told('one')).toContain('> more …')
      await send('one', 'more', 'first')
      await letGo()
      await expect.poll(() => told('one')).toEqual(['Yes?', '> more', 'Yes?'])
      await listening('one')
      expect(await told('one')).toEqual(['Yes?', '> more', 'Yes?'])
    })

    it('goes on after a reload, and calls nothing', async () => {
      await mount('one', { mode })
      await send('one', 'ask')
      await rest(3)
      await expect.poll(() => told('one')).toEqual(['Yes?', '> ask', 'So it is.', 'Yes?'])
      await listening('one')
      const before = await calls()
      await visit(version)
      await mount('one', { mode })
      await listening('one')
      expect(await told('one')).toEqual(['Yes?', '> ask', 'So it is.', 'Yes?'])
      expect(await calls()).toBe(mode === 'local' ? 0 : before)
    })

    it('goes on after a reload in a reply, with the message in view and one call', async () => {
      await mount('one', { mode })
      await send('one', 'ask')
      await next()
      await expect.poll(async () => (await facts('one')).reply).toBe('So ')
      await visit(version)
      await mount('one', { mode })
      await expect.poll(() => told('one')).toContain('> ask')
      await rest(mode === 'local' ? 3 : 2)
      await expect.poll(() => told('one')).toEqual(['Yes?', '> ask', 'So it is.', 'Yes?'])
      expect(await calls()).toBe(1)
    })

    it('is one conversation in two components', async () => {
      await mount('one', { mode })
      await mount('two', { mode })
      await listening('one')
      await send('one', 'ask')
      await next()
      await expect.poll(async () => [(await facts('one')).reply, (await facts('two')).reply]).toEqual(['So ', 'So '])
      await unmount('one')
      await pause(150)
      await rest(2)
      await expect.poll(() => told('two')).toEqual(['Yes?', '> ask', 'So it is.', 'Yes?'])
      expect(await calls()).toBe(1)
    })

    it('shows the conversation of another id in the same render, and closes the one before', async () => {
      await mount('one', { mode })
      await listening('one')
      await send('one', 'ask')
      await next()
      await mount('one', { mode, id: 'other' })
      await listening('one')
      const renders = await page.evaluate(() => window.components.renders('one'))
      const after = renders.slice(renders.findIndex(({ id }) => id === 'other'))
      expect(after.filter(({ id, texts }) => id !== 'other' || texts.includes('ask'))).toEqual([])
      if (mode === 'local') await expect.poll(() => page.evaluate(() => window.components.aborted())).toBe(1)
      else await rest(2)
    })

    it(
      mode === 'local'
        ? 'gives a call up when the component goes, and makes it again'
        : 'leaves a turn to the server when the component goes',
      async () => {
        await mount('one', { mode })
        await listening('one')
        await send('one', 'ask')
        await next()
        await unmount('one')
        if (mode === 'local') {
          await expect.poll(() => page.evaluate(() => window.components.aborted())).toBe(1)
          await expect.poll(() => result('one sent')).toBe('nothing')
        } else await pause(150)
        await mount('one', { mode })
        await expect.poll(() => told('one')).toContain('> ask')
        await rest(mode === 'local' ? 3 : 2)
        await expect.poll(() => told('one')).toEqual(['Yes?', '> ask', 'So it is.', 'Yes?'])
        const ids = await page.evaluate(() => window.components.calls())
        if (mode === 'local') expect(ids).toEqual([ids[0], ids[0]])
        else expect(await calls()).toBe(1)
      },
    )

    it('stays open for a component that is gone for 20 ms', async () => {
      await mount('one', { mode })
      await listening('one')
      await send('one', 'ask')
      await next()
      const asked = requests.length
      await page.evaluate(
        async (shown) => {
          window.components.unmount('one')
          await new Promise((resolve) => setTimeout(resolve, 20))
          window.components.mountNow('one', shown)
        },
        { mode } as const,
      )
      await rest(2)
      await expect.poll(() => told('one')).toEqual(['Yes?', '> ask', 'So it is.', 'Yes?'])
      expect(await calls()).toBe(1)
      expect(requests.slice(asked).filter((request) => request === 'GET desk')).toEqual([])
    })

    it('stays one when everything is made anew in each of 100 renders, and uses what the newest has given', async () => {
      await page.evaluate(async (mode) => {
        for (let render = 0; render < 100; render += 1) {
          window.components.mount('one', { mode, inline: true })
          await new Promise((resolve) => requestAnimationFrame(resolve))
        }
      }, mode)
      await listening('one')
      const { length } = await page.evaluate(() => window.components.renders('one'))
      // Strict Mode renders twice; a few come of the opening.
      expect(length).toBeLessThan(2 * 100 + 20)
      await send('one', 'ask')
      await rest(3)
      await expect.poll(() => told('one')).toEqual(['Yes?', '> ask', 'So it is.', 'Yes?'])
      if (mode === 'remote') return
      expect(await page.evaluate(() => window.components.lastModel())).toBeGreaterThanOrEqual(length - 2)
      expect(await page.evaluate(() => window.components.actors('one'))).toBe(1)
    })

    it('is rendered by a server without a call, and hydrated without a warning', async () => {
      const html = await page.evaluate((mode) => window.components.hydrate('one', { mode }), mode)
      expect(html).toContain('<p>')
      await listening('one')
      expect(await told('one')).toEqual(['Yes?'])
      expect(await calls()).toBe(0)
    })

    it('never rejects', async () => {
      await mount('one', { mode })
      await listening('one')
      await send('one', 'stop')
      await expect.poll(() => status('one')).toBe('done')
      await send('one', 'more')
      await expect.poll(() => result('one sent')).toBe('nothing')
      expect((await facts('one')).error).toEqual({ name: expect.any(String), code: 'conversation-done' })
      expect(await page.evaluate(() => window.components.rewind('one', 9))).toBe(false)
      expect((await facts('one')).error?.code).toBe(mode === 'local' ? 'no-such-turn' : 'forbidden')
      expect(await page.evaluate(() => window.components.call('one', 'stop'))).toBe(false)
      expect((await facts('one')).error).toBe(undefined)
      expect(await told('one')).toEqual(['Yes?', '> stop', 'Bye.'])
    })
  })

  const randomly = `loses and doubles nothing over ${RUNS} random reloads, stops and resends, %s`
  it.each(['local', 'remote'] as const)(randomly, { timeout: 60_000 + RUNS * 500 }, async (mode) => {
    if (mode === 'remote') host = conversationHost({ flow, model: echoModel(), store: memoryStore() })
    const talk = new RandomTalk(page, { mode, echo: true }, () => visit(19))
    await talk.begin()
    for (const step of randomSteps(RUNS, seedOfTest())) await talk.take(step)
    await talk.end()
  })

  describe('of the page, in Strict Mode', () => {
    const listening = (name: string) => expect.poll(() => status(name)).toBe('listening')
    beforeEach(() => visit(19))

    it('refuses a second component with another flow, and takes a flow that takes the place of one', async () => {
      await mount('one', { mode: 'local' })
      await listening('one')
      await mount('two', { mode: 'local', otherFlow: true })
      await expect.poll(() => status('two')).toBe('broken')
      expect((await facts('two')).error?.code).toBe('already-open')
      await unmount('two')
      await mount('one', { mode: 'local', otherFlow: true })
      await listening('one')
      expect((await facts('one')).error).toBe(undefined)
      expect(await problems()).toEqual([])
    })

    it('shows a reply at most once a frame', async () => {
      await mount('one', { mode: 'local', store: 'memory' })
      await listening('one')
      await send('one', 'ask')
      const { frames, shown } = await page.evaluate(() => window.components.chatter(500))
      expect(shown).toBeGreaterThan(0)
      expect(shown).toBeLessThanOrEqual(frames + 1)
    })

    it('is broken when the code for a server can not be loaded, and fails nowhere else', async () => {
      let refused = 0
      await context.route(/remote-conversation-\w+\.js$/, (route) => {
        refused += 1
        return route.abort()
      })
      await mount('one', { mode: 'remote' })
      await expect.poll(() => status('one')).toBe('broken')
      expect((await facts('one')).error?.code).toBe('client-not-loaded')
      await send('one', 'more')
      await expect.poll(() => result('one sent')).toBe('nothing')
      expect((await facts('one')).error?.code).toBe('client-not-loaded')
      expect(refused).toBeGreaterThan(0)
      expect(await problems()).toEqual([])
    })

    it('says so when the store is a new one in each render', async () => {
      await mount('one', { mode: 'local', store: 'fresh' })
      await expect.poll(() => result('one')).toContain('was given a new store in each render')
    })

    it('follows a handle that was made elsewhere, and does not close it', async () => {
      await mount('one', { mode: 'local', handle: true })
      await listening('one')
      await unmount('one')
      await pause(150)
      expect(await page.evaluate(() => window.components.statusOfMade())).toBe('listening')
      expect(await problems()).toEqual([])
    })

    it('shows what was read before it is loaded, and what is sent meanwhile behind it', async () => {
      await mount('one', { mode: 'local', store: 'memory' })
      await send('one', 'more')
      await expect.poll(() => told('one')).toEqual(['Yes?', '> more', 'Yes?'])
      await unmount('one')
      await pause(150)
      await page.evaluate(() => window.components.read('desk'))
      expect(await page.evaluate(() => window.components.renderToString({ mode: 'local', store: 'memory', withView: true }))).toContain(
        'Yes?|more|Yes?',
      )
      await page.evaluate(() => window.components.hold())
      await page.evaluate(() => window.components.hydrate('two', { mode: 'local', store: 'memory', withView: true }))
      await expect.poll(() => told('two')).toEqual(['Yes?', '> more', 'Yes?'])
      expect(await status('two')).toBe('opening')
      expect((await send('two', 'more')).told).toEqual(['Yes?', '> more', 'Yes?'])
      await expect.poll(() => told('two')).toEqual(['Yes?', '> more', 'Yes?', '> more …'])
      await page.evaluate(() => window.components.letGo())
      await expect.poll(() => told('two')).toEqual(['Yes?', '> more', 'Yes?', '> more', 'Yes?'])
      expect(await problems()).toEqual([])
    })

    it('is seen in a drawing, whose states can be chosen by the mouse and by the keyboard', async () => {
      const drawn = await drawing(flow)
      await page.evaluate((drawn) => window.components.mountChart({ mode: 'local' }, drawn), drawn)
      const state = (name: string) => page.locator(`[id="state:${name}"]`)
      const marks = async (name: string) => (await state(name).getAttribute('class'))?.split(' ').slice(2).sort()
      await expect.poll(() => marks('hub')).toEqual(['active', 'visited'])
      await send('chart', 'ask')
      await expect.poll(() => marks('answer')).toEqual(['active', 'busy', 'visited'])
      for (let piece = 0; piece < 3; piece += 1) await page.evaluate(() => window.components.next())
      await expect.poll(() => marks('hub')).toEqual(['active', 'visited'])
      const taken = drawn.chart.edges.flatMap(({ from, to }, edge) => (from === 'hub' && to.name === 'answer' ? [edge] : []))
      await expect.poll(() => page.locator(`[id="edge:${taken[0]}"]`).getAttribute('class')).toContain('taken')
      await state('end').click()
      expect(await result('selected')).toBe('end')
      await state('answer').focus()
      await page.keyboard.press('Enter')
      expect(await result('selected')).toBe('answer')
      expect(await state('answer').getAttribute('role')).toBe('button')
      expect(await problems()).toEqual([])
    })

    it('draws a machine in the page, and marks where its snapshot is', async () => {
      await page.evaluate(() => window.components.mountMachine())
      await expect.poll(() => page.locator('[id="state:hub"]').getAttribute('class'), { timeout: 10_000 }).toMatch(/state active visited/)
      expect(await problems()).toEqual([])
    })

    it('calls the actor of the newest render', async () => {
      await mount('one', { mode: 'local', calling: true })
      await listening('one')
      for (const _ of [1, 2, 3]) await mount('one', { mode: 'local', calling: true })
      await pause(50)
      const { length } = await page.evaluate(() => window.components.renders('one'))
      await send('one', 'go')
      await expect.poll(async () => (await told('one')).length).toBe(4)
      const count = Number((await told('one'))[2]?.match(/It was render (\d+)\./)?.[1])
      expect(count).toBeGreaterThanOrEqual(length - 1)
      expect(await page.evaluate(() => window.components.actors('one'))).toBe(1)
    })

    it('is a conversation of its own where no id is given', async () => {
      await mount('one', { mode: 'local', store: 'none' })
      await mount('two', { mode: 'local', store: 'none' })
      await listening('one')
      await send('one', 'more')
      await expect.poll(() => told('one')).toEqual(['Yes?', '> more', 'Yes?'])
      expect(await told('two')).toEqual(['Yes?'])
    })
  })
})
