import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transformSync } from 'esbuild'
import { inject } from 'vitest'
import { installedIn } from '../packaging/installed-package.js'
import { codeBlocks, titleOf } from './markdown.js'

// Under `node_modules` Node itself imports modules, so that the installed package is what runs.
export const recipesFolder = join((await installedIn(inject('packageFolder'))).completeProject, 'node_modules/recipes')
mkdirSync(recipesFolder, { recursive: true })

/** Imports the block of a page that holds a text or has it as its title, as it stands but for the replaced words. */
export async function importBlock<Exported>(
  page: string,
  text: string,
  replaced: readonly (readonly [string, string])[] = [],
): Promise<Exported> {
  const block = codeBlocks(`docs/guide/${page}.md`).find(
    ({ language, remark, code }) => language !== 'sh' && (code.includes(text) || titleOf({ remark }) === text),
  )
  if (block === undefined) throw new Error(`No block of ${page} holds ${text}.`)
  const code = replaced.reduce((whole, [before, after]) => whole.replaceAll(before, after), block.code)
  const path = join(recipesFolder, `${page}-${text.replace(/\W+/g, '-')}.mjs`)
  writeFileSync(path, transformSync(code, { loader: 'ts', format: 'esm' }).code)
  return import(pathToFileURL(path).href)
}
