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

/** Renders a talk as text, a line each; the one that breaks the property has `reason` behind it. */
export function renderTalk(talk: Talk, reason: string): string {
  const lines = talkLines(talk)
  const width = Math.max(0, ...lines.filter(({ way }) => way !== '').map(({ text }) => text.length))
  return lines
    .map(({ who, text, way, breaks, repeats }) => {
      const where = way === '' ? text : `${text.padEnd(width)}  ${way}`
      return `${repeats ? '↻' : ' '} ${who.padEnd(5)} ${where}${breaks ? `   ← ${reason}` : ''}`.trimEnd()
    })
    .join('\n')
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
