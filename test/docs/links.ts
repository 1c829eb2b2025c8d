import { dirname, join } from 'node:path/posix'

/** A link of a page to a page, a picture or a place in one. */
export interface Link {
  readonly page: string
  readonly target: string
  /** The file that it points to, from the top folder. */
  readonly file: string
  readonly anchor: string | undefined
}

/** Returns the text of a page without its code, which holds brackets and hashes of its own. */
export const withoutCode = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, '')

/** Returns the links of a page that stay in the repository. */
export function linksOf(page: string, text: string): Link[] {
  const targets = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor] = target.split('#')
      return { page, target, file: path === '' ? page : join(dirname(page), path), anchor }
    })
}
