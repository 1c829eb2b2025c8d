import { beforeAll, describe, expect, test } from 'vitest'
import { type PublicName, publicNames } from './public-names.js'

/** What a public name does, or a value of a public type. */
const VERBS = new Set(
  (
    'Accepts Adds Answers Applies Asks Brings Builds Carries Changes Checks Closes Collects Combines Commits Compares ' +
    'Compiles Connects Converts Counts Creates Decides Describes Does Draws Drives Ends Evaluates Finds Forgets Gives Guards Has ' +
    'Holds Is Joins Keeps Lets Limits Lists Loads Looks Makes Maps Marks Matches Measures Migrates Names Numbers Opens Orders ' +
    'Parses Picks Proves Puts Reads Records Redacts Refuses Rejects Removes Renders Repairs Replays Reports Resolves Retries Returns ' +
    'Runs Says Sends Serves Sets Shows Splits Stands Starts States Stops Stores Streams Sums Takes Tells Tests Translates Tries ' +
    'Turns Waits Walks Watches Writes Yields'
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
