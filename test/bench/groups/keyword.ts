import { compileFlow, keyword as keywordOf } from 'talkchart'
import { when } from 'talkchart/runtime'
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
    'stem, 100 words, hostile messages of 10,000 characters': hostileTime('stem'),
    'prefix, 100 words, hostile messages of 10,000 characters': hostileTime('prefix'),
  }),
}
