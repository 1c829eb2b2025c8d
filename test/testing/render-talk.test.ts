import { type FlowPath, renderTalk, type Talk, talkLines } from 'talkchart/testing'
import { expect, test } from 'vitest'

const place = (state: string, said: readonly string[], entered: readonly string[] = []) => {
  return { state, phase: 'listening', transition: null, outcome: null, entered, said }
}

const path: FlowPath = {
  title: 'a talk',
  data: {},
  start: place('ask', ['Hello!', 'What is it?']),
  steps: [
    { step: { type: 'message', text: 'a story' }, expected: { ...place('tell', ['Tell a story.'], ['tell']), phase: 'responding' } },
    { step: { type: 'reply', text: '' }, expected: place('tell', ['']) },
    { step: { type: 'event', event: 'bell.rung' }, expected: place('ask', ['What   is it?'], ['tell', 'ask']) },
    { step: { type: 'timeout' }, expected: { ...place('ask', ['Bye.'.repeat(30)]), outcome: 'completed' } },
  ],
  outcome: 'completed',
  shows: [],
}

const talk: Talk = { path, at: 3, round: null, happened: [] }

test('a talk is told line by line, what the model is told to say is left out, and the step that breaks is marked', () => {
  expect(renderTalk(talk, 'never ask')).toBe(
    [
      '  bot   Hello!',
      '  bot   What is it?',
      '  user  "a story"  ask → tell',
      '  bot   (an empty reply)',
      '  event bell.rung  tell → tell → ask   ← never ask',
      '  bot   What is it?',
      '  user  silence    ask → (completed)',
      `  bot   ${'Bye.'.repeat(30).slice(0, 71)}…`,
    ].join('\n'),
  )
})

test('the round of a talk that never ends is marked, and a start that breaks is', () => {
  expect(talkLines({ ...talk, at: 4, round: 2 }).map(({ repeats }) => repeats)).toEqual([
    false,
    false,
    false,
    false,
    true,
    true,
    true,
    true,
  ])
  expect(renderTalk({ ...talk, at: 4, round: 1 }, 'for ever').split('\n')[6]).toBe('↻ user  silence    ask → (completed)   ← for ever')
  expect(renderTalk({ ...talk, at: 0 }, 'at once').split('\n')[1]).toBe('  bot   What is it?   ← at once')
})
