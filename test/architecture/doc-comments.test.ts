import { beforeAll, describe, expect, test } from 'vitest'
import { type PublicName, publicNames } from './public-names.js'

/** What a public name does, or a value of a public type. */
const VERBS = new Set(
  (
    'Adds Answers Asks Brings Builds Carries Changes Checks Compares Compiles Counts Decides Describes Draws Drives Ends Finds Forgets Gives ' +
    'Guards Has Holds Is Keeps Lets Limits Lists Loads Looks Makes Maps Marks Measures Migrates Names Numbers Opens Reads Removes Renders ' +
    'Replays Reports Resolves Returns Runs Says Sends Serves Shows Stands Starts Stops Streams Takes Tells Tests Walks Writes Yields'
  ).split(' '),
)

describe('every public name', () => {
  let names: readonly PublicName[] = []

  beforeAll(() => {
    names = publicNames()
  }, 60_000)

  test('is found', () => {
    const titles = names.map(({ title }) => title)
    expect(titles).toEqual(expect.arrayContaining(['talkchart compileFlow', 'talkchart/testing flowPaths', 'talkchart/openai openaiModel']))
    expect(titles.length).toBeGreaterThan(250)
  })

  test('has a doc comment', () => {
    expect(names.filter(({ comment }) => comment === '').map(({ title }) => title)).toEqual([])
  })

  test('has a doc comment that begins with a verb in the third person: "Returns", "Describes"', () => {
    const others = names.filter(({ comment }) => comment !== '' && !VERBS.has(/^\w+/.exec(comment)?.[0] ?? ''))
    expect(others.map(({ title, comment }) => `${title}: ${comment.split('\n')[0]}`)).toEqual([])
  })
})
