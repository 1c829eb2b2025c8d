import { readFileSync } from 'node:fs'

/** The version in package.json, which stands two folders above both the source and the built file. */
export function packageVersion(): string {
  const facts: { version: string } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return facts.version
}
