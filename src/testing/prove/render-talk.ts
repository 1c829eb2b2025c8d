import type { ExpectedState } from '../paths/expected-state.js'
import type { FlowPathStep } from '../paths/flow-path.js'
import { describeStep, type PathStep } from '../script/path-step.js'
import type { Talk } from './verdict.js'

/** Holds one line of a talk: who does what, and where that leads. */
export interface TalkLine {
  readonly who: 'bot' | 'user' | 'model' | 'actor' | 'event' | 'call'
  readonly text: string
  /** `greeting → billing`; empty where no state is entered. */
  readonly way: string
  /** Whether the property breaks here. */
  readonly breaks: boolean
  /** Whether it is of the round that goes on for ever. */
  readonly repeats: boolean
}

const LONGEST_TEXT = 72

/** Lists what is said and done in a talk, in order. */
export function talkLines({ path, at, round }: Talk): readonly TalkLine[] {
  const first = round === null ? Number.POSITIVE_INFINITY : path.steps.length - round
  let before = path.start
  const opening = spoken(path.start).map((text) => line('bot', text))
  const lines = path.steps.flatMap(({ step, expected }: FlowPathStep, position) => {
    const marks = { breaks: position + 1 === at, repeats: position >= first }
    const told = { ...line(WHO[step.type], said(step)), way: wayOf(before, expected), ...marks }
    before = expected
    return [told, ...spoken(expected, step).map((text) => ({ ...line('bot', text), repeats: marks.repeats }))]
  })
  return at === 0
    ? [...opening.slice(0, -1), ...opening.slice(-1).map((each) => ({ ...each, breaks: true })), ...lines]
    : [...opening, ...lines]
}

/** Renders a talk as text, a line each; the one that breaks the property has `reason` behind it. What is said over and over is shown once. */
export function renderTalk(talk: Talk, reason: string): string {
  const lines = folded(talkLines(talk))
  const width = Math.max(0, ...lines.filter(({ way }) => way !== '').map(({ text }) => text.length))
  return lines
    .map(({ who, text, way, breaks, repeats, times }) => {
      const where = way === '' ? text : `${text.padEnd(width)}  ${way}`
      const often = times === 1 ? '' : `   × ${times}`
      return `${repeats ? '↻' : ' '} ${who.padEnd(5)} ${where}${often}${breaks ? `   ← ${reason}` : ''}`.trimEnd()
    })
    .join('\n')
}

const LONGEST_BLOCK = 4
const SHOWN_OFTEN = 3

/** Shows lines that come again and again, one after the other, once. */
function folded(lines: readonly TalkLine[]): readonly (TalkLine & { readonly times: number })[] {
  const keys = lines.map((each) => JSON.stringify(each))
  const shown: (TalkLine & { readonly times: number })[] = []
  for (let position = 0; position < lines.length; ) {
    const sizes = Array.from({ length: LONGEST_BLOCK }, (_, index) => index + 1)
    // The answer to what is said stands behind it.
    const mayBegin = (length: number) => length === 1 || lines[position]?.who !== 'bot'
    const size = sizes.find((length) => mayBegin(length) && timesOf(keys, position, length) >= SHOWN_OFTEN) ?? 1
    const often = timesOf(keys, position, size)
    const times = often >= SHOWN_OFTEN ? often : 1
    shown.push(...lines.slice(position, position + size).map((each) => ({ ...each, times })))
    position += size * times
  }
  return shown
}

/** How often so many lines come, one after the other. */
function timesOf(keys: readonly string[], first: number, size: number): number {
  let times = 1
  const isAgain = () => keys.slice(first, first + size).every((key, offset) => keys[first + times * size + offset] === key)
  while (first + (times + 1) * size <= keys.length && isAgain()) times += 1
  return times
}

const WHO = {
  message: 'user',
  timeout: 'user',
  cancel: 'user',
  interrupt: 'user',
  retry: 'call',
  failure: 'call',
  reply: 'bot',
  answers: 'model',
  work: 'actor',
  event: 'event',
} as const satisfies Record<PathStep['type'], TalkLine['who']>

function line(who: TalkLine['who'], text: string): TalkLine {
  return { who, text: shortened(text), way: '', breaks: false, repeats: false }
}

function said(step: PathStep): string {
  if (step.type === 'reply') return step.text === '' ? '(an empty reply)' : step.text
  return describeStep(step).replace(/^(?:the model|the actor|event) /, '')
}

/** What the flow says after a step; the model's words are those of the step that brings them. */
function spoken({ said: texts = [], phase }: ExpectedState, step?: PathStep): readonly string[] {
  const written = phase === 'responding' ? texts.slice(0, -1) : texts
  return step?.type === 'reply' ? written.slice(1) : written
}

function wayOf({ state }: ExpectedState, { entered = [], outcome }: ExpectedState): string {
  const places = [...entered, ...(outcome === null ? [] : [`(${outcome})`])]
  return places.length === 0 ? '' : [state, ...places].join(' → ')
}

function shortened(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim()
  return flat.length <= LONGEST_TEXT ? flat : `${flat.slice(0, LONGEST_TEXT - 1)}…`
}
