import { readFileSync } from 'node:fs'
import { openConversation, parseFlow } from 'talkchart'
import { stemmers } from 'talkchart/languages'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'

interface Dialogue {
  readonly title: string
  /** What the user says, and the state that the conversation stands in after it. */
  readonly turns: readonly (readonly [text: string, state: string])[]
}

/** A file is a flow in YAML, a line `==>`, and dialogues: `# title`, then lines `text: state`. */
function readFile(name: string) {
  const [flow = '', talks = ''] = readFileSync(new URL(`${name}.txt`, import.meta.url), 'utf8').split('\n==>\n')
  const dialogues = talks
    .split(/^# /m)
    .slice(1)
    .map((block): Dialogue => {
      const [title = '', ...lines] = block.split('\n')
      return { title, turns: lines.filter((line) => line !== '').map(readTurn) }
    })
  return { flow: parseFlow(parse(flow)), dialogues }
}

function readTurn(line: string): readonly [string, string] {
  const cut = line.lastIndexOf(': ')
  return [line.slice(0, cut), line.slice(cut + 2)]
}

describe.each(['german', 'french', 'spanish'])('%s', (language) => {
  const { flow, dialogues } = readFile(language)

  test('has ten dialogues or more', () => expect(dialogues.length).toBeGreaterThanOrEqual(10))

  test.each(dialogues)('$title', async ({ turns }) => {
    const conversation = await openConversation({ flow, stemmers })
    const states: string[] = []
    for (const [text] of turns) {
      await conversation.send(text)
      states.push(conversation.state)
    }
    expect(states).toEqual(turns.map(([, state]) => state))
    await conversation.close()
  })
})
