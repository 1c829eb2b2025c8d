// @vitest-environment happy-dom
import 'fake-indexeddb/auto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { createElement, type FunctionComponent, StrictMode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { memoryStore, templateModel } from 'talkchart'
import { drawing } from 'talkchart/analysis'
import { flow } from 'talkchart/machines/customer_support'
import { conversationHandler, conversationHost } from 'talkchart/server'
import { afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { installedIn } from '../packaging/installed-package.js'
import { checkTypes } from './example-project.js'
import { codeBlocks, titleOf } from './markdown.js'

const PAGE = 'docs/guide/react.md'

const { completeProject } = await installedIn(inject('packageFolder'))
// Under `node_modules` Node itself imports modules, so that the installed package is what runs.
const folder = join(completeProject, 'node_modules/react-page')
const blocks = codeBlocks(PAGE).filter(({ language }) => language === 'tsx')

/** Imports a file of the page, built as a bundler would. */
async function importFile<Exported>(name: string): Promise<Exported> {
  const outfile = join(folder, `${name}.mjs`)
  const entryPoints = [join(folder, name)]
  await build({ entryPoints, outfile, bundle: true, packages: 'external', format: 'esm', jsx: 'automatic', logLevel: 'silent' })
  return import(pathToFileURL(outfile).href)
}

/** Shows a component of the page in Strict Mode. */
function show<Properties extends object>(component: FunctionComponent<Properties>, properties: Properties): Root {
  const root = createRoot(document.body.appendChild(document.createElement('div')))
  root.render(createElement(StrictMode, null, createElement(component, properties)))
  return root
}

const texts = () => [...document.querySelectorAll('p')].map(({ textContent }) => textContent).filter((text) => text !== '')
const input = () => document.querySelector('input')

/** Looks again and again, as long as a busy machine may take. */
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 30_000 })

function say(text: string): void {
  const field = input()
  if (field === null) throw new Error('The page has no field.')
  field.value = text
  field.form?.requestSubmit()
}

describe(PAGE, () => {
  beforeAll(async () => {
    mkdirSync(folder)
    writeFileSync(join(folder, 'support.json'), JSON.stringify(await drawing(flow, { labels: 'none' })))
    for (const block of blocks) writeFileSync(join(folder, titleOf(block)), block.code)
  })
  afterEach(() => document.body.replaceChildren())

  test('has files to look at', () => expect(blocks.map(titleOf)).toContain('chat.tsx'))

  test('holds its types', async () => {
    const settings = { jsx: 'react-jsx', module: 'esnext', moduleResolution: 'bundler' }
    expect(await checkTypes(folder, settings)).toEqual({ exitCode: 0, output: '' })
  })

  test('holds the machine in a component', async () => {
    const { PizzaChat } = await importFile<{ PizzaChat: FunctionComponent }>('pizza-chat.tsx')
    const root = show(PizzaChat, {})
    await eventually(() => expect(texts()).toEqual(['Hello! Margherita or funghi?']))
    say('a funghi')
    await eventually(() => expect(texts()).toEqual(['Hello! Margherita or funghi?', 'a funghi', 'Thank you, it is in the oven.']))
    expect(input()?.disabled).toBe(true)
    root.unmount()
  })

  test('holds a conversation in a component, and goes on with it after a reload', async () => {
    document.body.innerHTML = '<div id="root"></div>'
    await importFile('main.tsx')
    await eventually(() => expect(texts()).toHaveLength(1))
    say('my app keeps crashing')
    await eventually(() => expect(texts()).toHaveLength(3))
    const said = texts()

    document.body.replaceChildren()
    const { Chat } = await importFile<{ Chat: FunctionComponent<{ readonly id: string }> }>('chat.tsx')
    const root = show(Chat, { id: 'support' })
    await eventually(() => expect(texts()).toEqual(said))
    root.unmount()
  })

  test('shows one conversation on a server by either hook', async () => {
    const handler = conversationHandler({
      host: conversationHost({ flow, model: templateModel(), store: memoryStore() }),
      authorize: 'anyone',
    })
    const asked: string[] = []
    vi.stubGlobal('fetch', (path: string, options: RequestInit) => {
      asked.push(`${options.method} ${path}`)
      return handler(new Request(new URL(path, 'http://127.0.0.1'), options))
    })
    const { ServerChat } = await importFile<{ ServerChat: FunctionComponent<{ id: string; token: string }> }>('server-chat.tsx')
    const { FirstView } = await importFile<{ FirstView: FunctionComponent<{ id: string; initialView: undefined }> }>('first-view.tsx')
    const roots = [show(ServerChat, { id: 'ana', token: '1234' }), show(FirstView, { id: 'ana', initialView: undefined })]
    const lists = () => [...document.querySelectorAll('ol')].map(({ children }) => children.length)
    await eventually(() => expect(lists()).toEqual([1, 1]))
    expect(asked.filter((request) => request.startsWith('PUT'))).toEqual(['PUT /conversations/ana'])
    for (const root of roots) root.unmount()
    vi.unstubAllGlobals()
  })
})
