import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path/posix'
import { describe, expect, test } from 'vitest'
import { repository } from '../packaging/repository.js'
import { pages } from './markdown.js'

const INDEX = 'docs/README.md'

interface Link {
  readonly page: string
  readonly target: string
  /** The file that it points to, from the top folder. */
  readonly file: string
  readonly anchor: string | undefined
}

const textOf = (page: string): string => readFileSync(join(repository, page), 'utf8')

/** Code holds brackets and hashes of its own. */
const proseOf = (page: string): string => textOf(page).replace(/^```[\s\S]*?^```/gm, '')

/** The links of a page that stay in the repository. */
function linksOf(page: string): Link[] {
  const targets = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#')
      return { page, target, file: path === '' ? page : join(dirname(page), path), anchor }
    })
}

/** The anchors of a page, made of its headings as GitHub does. */
function anchorsOf(page: string): string[] {
  return [...proseOf(page).matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading = '']) =>
    heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/** The index that lists a page: that of its folder, where it has one, else that of all documents. */
function indexOf(page: string): string {
  const own = `${dirname(page)}/README.md`
  return page !== own && pages.includes(own) ? own : INDEX
}

const links = pages.flatMap(linksOf)
const documents = pages.filter((page) => page.startsWith('docs/') && page !== INDEX)

describe('the documents', () => {
  test('have links to look at', () => expect(links.length).toBeGreaterThan(pages.length))

  test.each(links)('$page links to $target, which exists', ({ file, anchor }) => {
    expect(existsSync(join(repository, file)), file).toBe(true)
    if (anchor !== undefined) expect(anchorsOf(file)).toContain(anchor)
  })

  test.each(documents)('%s stands in the index', (page) => {
    expect(linksOf(indexOf(page)).map(({ file }) => file)).toContain(page)
  })
})
