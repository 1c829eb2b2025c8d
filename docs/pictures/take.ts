import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { drawPicture, pictureNames } from './svg-pictures.js'

// `npm run pictures` makes the pictures of the documents anew. The tests compare the SVGs byte by byte.
for (const name of pictureNames) {
  writeFileSync(new URL(`${name}.svg`, import.meta.url), await drawPicture(name))
}

// The PNGs are what a test sees, which otherwise throws them away. Fonts differ between machines, so that they are not compared.
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url))
const test = ['run', '--config', 'test/vitest.config.ts', '--project', 'browser', 'test/browser/pictures.test.ts']
const env = { ...process.env, TALKCHART_PICTURES: 'docs/pictures' }
process.exitCode = spawnSync(process.execPath, [vitest, ...test], { env, stdio: 'inherit' }).status ?? 1
