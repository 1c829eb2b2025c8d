import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { repository } from '../packaging/repository.js'
import { linksOf, withoutCode } from './links.js'
import { pages } from './markdown.js'

const INDEX = 'docs/README.md'

const textOf = (page: string): string => readFileSync(join(repository, page), 'utf8')

/** The anchors of a page, made of its headings as GitHub does. */
function anchorsOf(page: string): string[] {
  return [...withoutCode(textOf(page)).matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading = '']) =>
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

const linksIn = (page: string) => linksOf(page, textOf(page))

const links = pages.flatMap(linksIn)
const documents = pages.filter((page) => page.startsWith('docs/') && page !== INDEX)

/** Pictures that stand in HTML, which can say how wide they are, and which of two is for the dark. */
const shown = pages.flatMap((page) =>
  [...withoutCode(textOf(page)).matchAll(/ src(?:set)?="([^":]+)"/g)].map(([, path = '']) => ({ page, file: join(dirname(page), path) })),
)

describe('the documents', () => {
  test('have links to look at', () => expect(links.length).toBeGreaterThan(pages.length))

  test.each(links)('$page links to $target, which exists', ({ file, anchor }) => {
    expect(existsSync(join(repository, file)), file).toBe(true)
    if (anchor !== undefined) expect(anchorsOf(file)).toContain(anchor)
  })

  test.each(shown)('$page shows $file, which exists', ({ file }) => expect(existsSync(join(repository, file))).toBe(true))

  test.each(documents)('%s stands in the index', (page) => {
    expect(linksIn(indexOf(page)).map(({ file }) => file)).toContain(page)
  })
})
