import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { runPath } from 'talkchart/testing'
import { expect, test } from 'vitest'
import { drawPicture, pictureNames, walk } from '../../../docs/pictures/svg-pictures.js'
import { flow } from '../../../machines/sales_qualification.js'

const LARGEST = 74_000

const stored = (name: string) => readFileSync(new URL(`../../../docs/pictures/${name}.svg`, import.meta.url), 'utf8')

// To make them anew: npm run pictures
test.each(pictureNames)('docs/pictures/%s.svg shows the flow as it is', async (name) => {
  const picture = await drawPicture(name)
  expect(picture.length).toBeLessThan(LARGEST)
  expect(stored(name) === picture, `docs/pictures/${name}.svg is another one: npm run pictures`).toBe(true)
})

test('the path in the picture of the readme is one that the flow takes', async () => {
  await runPath(flow, walk)
})

test('the picture of the readme is small', () => {
  expect(Buffer.byteLength(stored('walk'))).toBeLessThan(21_000)
  expect(gzipSync(stored('walk')).length).toBeLessThan(4_200)
})
