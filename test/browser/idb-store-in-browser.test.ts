import { randomUUID } from 'node:crypto'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { InvalidRecordError, type LeasableStore, type PrunableStore, RevisionConflictError, templateModel } from 'talkchart'
import { afterAll, beforeAll } from 'vitest'
import { describeStoreContract } from '../stores/store-contract.js'
import { type BuiltPage, buildPage } from './built-page.js'
import { type PageServer, servePage } from './page-server.js'
import { describeInBrowser, startBrowser } from './start-browser.js'
import { type CalledMethod, decode, encode, type StoreReply } from './store-calls.js'

declare global {
  function callStore(databaseName: string, method: CalledMethod, parameters: string): Promise<string>
}

describeInBrowser(`in a real browser`, () => {
  let browser: Browser
  let page: BuiltPage
  let server: PageServer
  let context: BrowserContext
  /** Has a database for each test; a tab of its own would be a process of its own. */
  let shared: Page

  const newTab = async () => {
    const tab = await context.newPage()
    await tab.goto(`${server.url}/store.html`)
    return tab
  }

  beforeAll(async () => {
    ;[browser, page] = await Promise.all([startBrowser(), buildPage('store')])
    server = await servePage(page, templateModel())
    context = await browser.newContext()
    shared = await newTab()
  }, 120_000)
  afterAll(async () => {
    server?.close()
    page?.remove()
    await browser?.close()
  })

  describeStoreContract(
    'idbStore',
    async () => {
      const databaseName = randomUUID()
      const reopened: Page[] = []
      const reopen = async () => {
        const tab = await newTab()
        reopened.push(tab)
        return storeIn(tab, databaseName)
      }
      const cleanup = async () => {
        for (const tab of reopened) await tab.close()
      }
      return { store: storeIn(shared, databaseName), reopen, cleanup }
    },
    { runs: 5, expiry: false, claims: false },
  )
})

/** The store of a page, called from here. */
function storeIn(tab: Page, databaseName: string): PrunableStore & LeasableStore {
  const call = async <Value>(method: CalledMethod, ...parameters: readonly unknown[]): Promise<Value> => {
    const answered = await tab.evaluate(([name, called, text]) => callStore(name, called, text), [
      databaseName,
      method,
      encode(parameters),
    ] as const)
    const reply: StoreReply<Value> = decode(answered)
    if ('error' in reply) throw sameError(reply.error)
    return reply.value
  }
  return {
    load: (...parameters) => call('load', ...parameters),
    commit: (...parameters) => call('commit', ...parameters),
    remove: (...parameters) => call('remove', ...parameters),
    list: (...parameters) => call('list', ...parameters),
    prune: (...parameters) => call('prune', ...parameters),
    lease: (...parameters) => call('lease', ...parameters),
    renew: (...parameters) => call('renew', ...parameters),
    release: (...parameters) => call('release', ...parameters),
    enqueue: (...parameters) => call('enqueue', ...parameters),
  }
}

/** An error of the page as one of this process. */
function sameError(error: Readonly<Record<string, unknown>>): Error {
  // Names are shortened in a built page; codes are not.
  const { code, message, conversationId, expectedRevision, actualRevision, problems } = error
  if (code === 'revision-conflict')
    return new RevisionConflictError(String(conversationId), Number(expectedRevision), Number(actualRevision))
  if (code === 'invalid-record' && Array.isArray(problems)) return new InvalidRecordError(problems)
  return Object.assign(new Error(String(message)), error)
}
