import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Played, PlayedPage, type Playing, soon, startPlaying, startTeller } from './playing.js'
import { describeInBrowser } from './start-browser.js'

const FLOW = `name: talk
initialState: hello
states:
  hello:
    prompt: { say: Hello! }
    transitions: { go: { type: keyword, words: [go] }, story: { type: keyword, words: [story] } }
    nextStates: { go: middle, story: tale }
  middle: { prompt: { say: And now? }, transitions: { on: { type: keyword, words: ['on'] } }, nextStates: { on: goodbye } }
  tale: { prompt: { instruct: Tell a story. }, transitions: { back: { type: keyword, words: [back] } }, nextStates: { back: hello } }
  goodbye: { prompt: { say: Then that was it. } }
`

describeInBrowser(`the playground's page, whatever happens`, () => {
  let playing: Playing
  let played: Played
  let teller: Awaited<ReturnType<typeof startTeller>>

  beforeAll(async () => {
    ;[teller, playing] = await Promise.all([startTeller(), startPlaying()])
    played = await playing.play({
      files: { 'talk.yaml': FLOW },
      parameters: ['talk.yaml', '--model', 'gpt-test'],
      variables: teller.variables,
    })
  }, 120_000)
  afterAll(async () => {
    await playing?.end()
    teller?.end()
  })
  const open = (id: string) => PlayedPage.open(playing.browser, played, id)
  const asked = (count: number) => soon(() => teller.count()).toBe(count)

  /** Opens a page, and a way to have a story begun in it. */
  const listen = async (id: string) => {
    const talk = await open(id)
    await talk.stands('hello')
    const reply = talk.page.locator('.log .flow[aria-hidden]')
    const begun = async (piece: string) => {
      const before = teller.count()
      await talk.say('a story')
      await asked(before + 1)
      teller.say(piece)
      await reply.getByText(piece).waitFor()
    }
    const reload = async (piece: string) => {
      await talk.page.reload()
      await reply.getByText(piece).waitFor()
    }
    return { talk, begun, reload }
  }

  it('goes on after a reload in a reply', async () => {
    const { talk, begun, reload } = await listen('reload')
    await begun('Once upon')
    await reload('Once upon')
    teller.finish(' a time.')
    await talk.stands('tale')
    expect(await talk.messages()).toEqual(['Hello!', 'a story', 'Once upon a time.'])
    await talk.close()
  })

  it('goes on when its server is killed and started again: where it has sent, where it follows, and at rest', {
    timeout: 120_000,
  }, async () => {
    const [sender, follower] = [await listen('sender'), await listen('follower')]
    const idle = await open('idle')
    await idle.stands('hello')
    await follower.begun('Twice')
    await follower.reload('Twice')
    await sender.begun('Once')
    const before = teller.count()
    await played.kill()
    await follower.talk.page.getByRole('button', { name: 'Go back to the opening' }).click()
    await follower.talk.page.getByText('The connection to the server broke.').waitFor()
    const refused = idle.page.waitForEvent('requestfailed', (request) => request.method() === 'POST')
    await idle.say('go')
    await refused
    // It is sent eight times at most, which a busy machine may not be given to start a server: the next request waits until it is there.
    const started = played.start()
    await idle.page.route('**/*', async (route) => {
      await started
      await route.continue()
    })
    await started
    await asked(before + 2)
    teller.finish('At last.', 2)
    for (const { talk } of [sender, follower]) {
      await talk.stands('tale')
      expect(await talk.messages()).toEqual(['Hello!', 'a story', 'At last.'])
    }
    await idle.stands('middle')
    const whole = ['Hello!', 'go', 'And now?']
    expect(await idle.messages()).toEqual(whole)
    await idle.page.reload()
    await idle.stands('middle')
    expect(await idle.messages()).toEqual(whole)
    for (const talk of [sender.talk, follower.talk, idle]) await talk.close()
  })

  it('is one conversation in two pages', async () => {
    const [one, other] = [await open('shared'), await open('shared')]
    for (const each of [one, other]) await each.stands('hello')
    await Promise.all([one.say('strange'), other.say('odd')])
    for (const each of [one, other])
      await soon(async () => (await each.messages()).toSorted()).toEqual(['Hello!', 'Hello!', 'Hello!', 'odd', 'strange'])
    for (const each of [one, other]) await each.stands('hello')
    expect(await one.messages()).toEqual(await other.messages())
    await one.page.getByRole('button', { name: 'Go back to the opening' }).click()
    for (const each of [one, other]) await soon(() => each.messages()).toEqual(['Hello!'])
    await one.close()
    await other.close()
  })

  it('says what was refused, and gives the text back', async () => {
    const talk = await open('refused')
    await talk.stands('hello')
    const long = 'long '.repeat(20_000)
    await talk.say(long)
    await talk.page.getByRole('alert').waitFor()
    expect(await talk.page.getByRole('alert').innerText()).toMatch(/^“(?:long )+…” was not sent\. The body is too long\.$/)
    await soon(() => talk.input.inputValue()).toBe(long)
    await talk.say('go')
    await talk.stands('middle')
    expect(await talk.page.getByRole('alert').count()).toBe(0)
    await talk.close()
  })

  it('says that a token is not right, and takes a new address', async () => {
    const talk = await PlayedPage.open(playing.browser, { address: played.address.replace('#token=', '#token=not-') }, 'token')
    await talk.page.getByRole('alert').waitFor()
    expect(await talk.page.getByRole('alert').innerText()).toContain('Open the address that talkchart play printed.')
    await talk.page.goto(`${played.address}&id=token`)
    await talk.stands('hello')
    await talk.close()
  })

  it('keeps where one is while the file is changed, broken and mended, and offers three ways where it no longer fits', {
    timeout: 120_000,
  }, async () => {
    const talk = await open('edit')
    const others = [await open('renamed'), await open('new')] as const
    for (const each of [talk, ...others]) {
      await each.say('go')
      await each.stands('middle')
    }
    const { page } = talk
    await page.locator('.drawing svg').waitFor()
    await page.getByRole('button', { name: 'Zoom in' }).click()
    await page.getByRole('tab', { name: 'Events' }).click()
    await talk.input.fill('half a sent')
    const drawing = page.locator('.drawing:has(svg)')
    const placed = async () => /transform: .*/.exec((await drawing.getAttribute('style')) ?? '')?.[0]
    const camera = await placed()
    const isKept = async () => {
      expect(await talk.input.inputValue()).toBe('half a sent')
      expect(await page.getByRole('tab', { selected: true }).innerText()).toBe('Events')
      expect(await placed()).toBe(camera)
    }

    played.write('talk.yaml', FLOW.replace("['on']", '[further]'))
    await page.getByText('The flow is new').waitFor()
    await isKept()
    played.write('talk.yaml', FLOW.replace('{ say: And now? }', '{ say: And now? '))
    const bar = page.locator('.bar[role=alert]')
    await bar.getByText('The file does not run as it is').waitFor()
    expect(await bar.innerText()).toMatch(/can not be read\.\ntalk\.yaml:/)
    expect(await bar.locator('pre').innerText()).toMatch(/^talk\.yaml:9:3\n.*\n> {2}9 \| {3}tale:/s)
    await isKept()
    await talk.say('strange')
    await soon(() => talk.messages()).toEqual(['Hello!', 'go', 'And now?', 'strange', 'And now?'])
    await talk.input.fill('half a sent')
    played.write('talk.yaml', FLOW)
    await soon(() => bar.count()).toBe(0)
    await isKept()
    played.write('talk.yaml', FLOW.replaceAll('middle', 'center'))
    await bar.getByRole('button', { name: 'Begin anew' }).waitFor()
    expect(await bar.innerText()).toContain('the running flow has no such state')
    await isKept()
    const [renamed, begun] = others
    await begun.page.getByRole('button', { name: 'Begin anew' }).click()
    await begun.stands('hello')
    expect(begun.page.url()).toContain('id=new-2')
    await page.getByRole('button', { name: 'Go back to turn 0, hello' }).click()
    await talk.stands('hello')
    expect(await talk.messages()).toEqual(['Hello!'])
    await isKept()
    await talk.say('go')
    await talk.stands('center')
    await renamed.page.getByRole('combobox', { name: 'The state that took its place' }).selectOption('center')
    await renamed.page.getByRole('button', { name: 'Go on there' }).click()
    await renamed.stands('center')
    expect(await renamed.messages()).toEqual(['Hello!', 'go', 'And now?'])
    await renamed.say('on')
    await renamed.stands('goodbye', 'completed')
    for (const each of [talk, ...others]) await each.close()
  })

  it('says once, without a reload, that a conversation does not fit the file with which its server was started again', {
    timeout: 120_000,
  }, async () => {
    const talk = await open('restarted')
    await talk.say('go')
    await talk.stands('center')
    await played.kill()
    played.write('talk.yaml', FLOW)
    await played.start()
    const { page } = talk
    await page.getByRole('button', { name: 'Begin anew' }).waitFor()
    await talk.stands('center', 'broken')
    expect(await page.getByRole('alert').count()).toBe(1)
    await page.getByRole('combobox', { name: 'The state that took its place' }).selectOption('middle')
    await page.getByRole('button', { name: 'Go on there' }).click()
    await talk.stands('middle')
    await talk.close()
  })
})
