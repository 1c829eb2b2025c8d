import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { testFolder } from './cli-process.js'

/** A flow as text, in which the first way leads to that state. */
export const shortFlow = (target: string) => `name: short
initialState: ask
states:
  ask:
    prompt: { say: Shall we? }
    transitions: { agreed: { type: keyword, words: ["yes", sure] }, refused: { type: keyword, words: ["no"] } }
    nextStates: { agreed: ${target}, refused: end }
  work: { prompt: { say: Here we go. } }
  end: { prompt: { say: Bye. } }
`

/** A folder with these files, which is removed when the test is over. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const directory = testFolder()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  return directory
}
