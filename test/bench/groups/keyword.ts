import { compileFlow, keyword as keywordOf } from 'talkchart'
import { among, when } from 'talkchart/runtime'
import { createActor } from 'xstate'
import { pingPong } from '../flows.js'
import { hostileKeywords, hostileTexts } from '../hostile-texts.js'
import { cpuTime, type Group } from '../sampling.js'

const COMMON = 'my app keeps crashing whenever I open the settings page'
const wordList = (count: number) => Array.from({ length: count }, (_, position) => `unheard${position}`)

const { context } = createActor(compileFlow(pingPong({ say: 'Well?' }))).getSnapshot()

/** Each message is another one, so that no preparation of the last is used again. */
function missTime(isMatch: (text: string) => boolean, text: string) {
  let count = 0
  return cpuTime((times) => () => {
    for (let done = 0; done < times; done += 1) {
      count += 1
      if (isMatch(`${text} ${count}`)) throw new Error('The keyword guard holds.')
    }
  })
}

function guardTime(words: readonly string[], match: 'stem' | 'word' | 'prefix' | 'substring', message = COMMON) {
  const guard = when(keywordOf([...words], { match }))
  return missTime((text) => {
    const event = { type: 'user.message', text }
    return guard({ context, event }, undefined)
  }, message)
}

const LONG =
  'hello there, I have been a customer for eleven years and have never written before, but since the update of last week the app takes ' +
  'a whole minute to show anything, and my wife sees the same on her own tablet'

/** All the guards of a state, of five keywords each, with every rule on: they decide among themselves, once a message. */
function stateTime(count: number) {
  const lists = Array.from({ length: count / 5 }, (_, list) => Array.from({ length: 5 }, (_each, word) => `unheard${list}x${word} thing`))
  const options = { match: 'stem', ignoreNegated: true, gap: 1, typos: true } as const
  const rivals = lists.map((words, list) => ({ transition: `t${list}`, scope: 'own', type: 'keyword', words, ...options }) as const)
  const guards = lists.map((words, place) => when(among(keywordOf(words, options), rivals, place)))
  return missTime((text) => {
    const event = { type: 'user.message', text }
    return guards.some((guard) => guard({ context, event }, undefined))
  }, LONG)
}

function alternationTime(count: number) {
  const pattern = new RegExp(`\\b(?:${wordList(count).join(' thing|')} thing)\\b`, 'i')
  return missTime((text) => pattern.test(text), LONG)
}

/** The texts in turn: no preparation of the last is used again. */
function hostileTime(match: 'stem' | 'prefix') {
  const { words, ...options } = hostileKeywords(match)
  const guard = when({ ...keywordOf(words, options), except: options.except })
  const texts = Object.values(hostileTexts(10_000))
  return cpuTime((times) => () => {
    for (let done = 0; done < times; done += 1) {
      const event = { type: 'user.message', text: texts[done % texts.length] }
      guard({ context, event }, undefined)
    }
  })
}

function regexTime(words: readonly string[]) {
  const pattern = new RegExp(`\\b(?:${words.join('|')})\\b`, 'i')
  return missTime((text) => pattern.test(text), COMMON)
}

export const keyword: Group = {
  name: 'keyword',
  title: 'A keyword guard that does not hold',
  about:
    'A guard that finds nothing looks at everything. The message has 11 words and each is another one. The baseline is a regular expression of the same 5 words.',
  unit: 'µs',
  baselines: ['RegExp, 5 words'],
  rounds: 5,
  samplers: () => ({
    'RegExp, 5 words': regexTime(wordList(5)),
    'stem, 5 words': guardTime(wordList(5), 'stem'),
    'word, 5 words': guardTime(wordList(5), 'word'),
    'prefix, 5 words': guardTime(wordList(5), 'prefix'),
    'substring, 5 words': guardTime(wordList(5), 'substring'),
    'stem, 1000 words': guardTime(wordList(1000), 'stem'),
    'stem, 5 words, a message of 1000 words': guardTime(wordList(5), 'stem', `${COMMON} `.repeat(100)),
    'a state of 20 keywords, 200 characters': stateTime(20),
    'RegExp, 20 words, 200 characters': alternationTime(20),
    'a state of 200 keywords, 200 characters': stateTime(200),
    'RegExp, 200 words, 200 characters': alternationTime(200),
    'a state of 2,000 keywords, 200 characters': stateTime(2000),
    'RegExp, 2,000 words, 200 characters': alternationTime(2000),
    'stem, 100 words, hostile messages of 10,000 characters': hostileTime('stem'),
    'prefix, 100 words, hostile messages of 10,000 characters': hostileTime('prefix'),
  }),
}
