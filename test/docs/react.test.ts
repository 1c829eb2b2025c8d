// @vitest-environment happy-dom
import 'fake-indexeddb/auto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { createElement, type FunctionComponent, StrictMode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { type Conversation, type ConversationFlow, type LanguageModel, openConversation } from 'talkchart'
import { afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { checkTypes } from './example-project.js'
import { codeBlocks, titleOf } from './markdown.js'

const PAGE = 'docs/guide/react.md'

const { completeProject } = inject('installedPackage')
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
  beforeAll(() => {
    mkdirSync(folder)
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
    await eventually(() => expect(input()?.disabled).toBe(false))
    expect(texts()).toHaveLength(1)
    say('my app keeps crashing')
    await eventually(() => expect(texts()).toHaveLength(3))
    const said = texts()

    document.body.replaceChildren()
    const { Chat } = await importFile<{ Chat: FunctionComponent<{ readonly id: string }> }>('chat.tsx')
    const root = show(Chat, { id: 'support' })
    await eventually(() => expect(texts()).toEqual(said))
    root.unmount()
  })

  describe('the hook', () => {
    type Open = (id: string, onDelta: (delta: string) => void) => Promise<Conversation>
    type UseConversation = (id: string, open: Open) => { readonly partialReply: string; readonly problem: unknown }

    /** Shows what the hook gives, and all that it has opened. */
    async function hold(open: Open) {
      const { useConversation } = await importFile<{ useConversation: UseConversation }>('use-conversation.tsx')
      const opened = vi.fn(open)
      const Held: FunctionComponent = () => {
        const { partialReply, problem } = useConversation('held', opened)
        return createElement('p', null, problem === undefined ? partialReply : String(problem))
      }
      return { opened, root: show(Held, {}) }
    }

    const flow: ConversationFlow = { name: 'hello', initialState: 'hello', states: { hello: { prompt: { instruct: 'Say hello.' } } } }

    test('opens once in Strict Mode, hears the opening, and closes what it has opened', async () => {
      let goOn: () => void = () => undefined
      const waits = new Promise<void>((resolve) => {
        goOn = resolve
      })
      const model: Pick<LanguageModel, 'respond'> = {
        respond: async (_request, { onDelta }) => {
          onDelta('Hello')
          await waits
          return { text: 'Hello there.', usage: { inputTokens: 0, outputTokens: 0 } }
        },
      }
      const { opened, root } = await hold((id, onDelta) => openConversation({ flow, model: { ...model, understand: never }, id, onDelta }))
      await eventually(() => expect(texts()).toEqual(['Hello']))
      goOn()
      await eventually(() => expect(texts()).toEqual([]))
      expect(opened).toHaveBeenCalledOnce()
      root.unmount()
      const conversation = await opened.mock.results[0]?.value
      await eventually(() => expect(conversation.actor.getSnapshot().status).toBe('done'))
    })

    test('tells why a conversation can not be opened', async () => {
      const { root } = await hold((id) => openConversation({ flow, id }))
      await eventually(() => expect(texts().join()).toContain('MissingImplementationError'))
      root.unmount()
    })
  })
})

const never = () => Promise.reject(new Error('Nothing is asked.'))
