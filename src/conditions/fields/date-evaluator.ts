import type { Chrono, ParsedResult } from 'chrono-node'
import { type DateEvaluator, LIBRARY_VERSION } from '../evaluator.js'
import { primaryLanguage } from '../kinds/keyword/stemmers.js'
// biome-ignore lint/correctness/useImportExtensions: the file is CommonJS.
import { chrono } from './chrono.cjs'

type Parser = Pick<Chrono, 'parse'>

/** Returns the languages in which chrono reads days. */
function parsers(): Readonly<Record<string, { readonly casual: Parser }>> {
  const { ar, de, en, es, fi, fr, it, ja, nl, pt, ru, sv, uk, vi, zh } = chrono()
  return { ar, de, en, es, fi, fr, it, ja, nl, pt, ru, sv, uk, vi, zh }
}

/** English with the day before the month: everywhere but in America. */
const MONTH_FIRST = /^en(?:-(?:US|PH|CA))?$/i

function parserOf(language: string): Parser | undefined {
  const primary = primaryLanguage(language)
  if (primary === 'en' && !MONTH_FIRST.test(language)) return chrono().en.GB
  const known = parsers()
  return Object.hasOwn(known, primary) ? known[primary]?.casual : undefined
}

/** The evaluator of days on chrono-node. It takes time that is linear in the message, whose length is bounded. */
export const dateEvaluator: DateEvaluator = {
  version: LIBRARY_VERSION,
  reads: (language) => parserOf(language) !== undefined,
  find: (text, { language, at, timeZone }) => {
    // The wall clock of the time zone stands in for that of the machine, so that the day is the same everywhere.
    const instant = wallClock(at, timeZone)
    const readable = primaryLanguage(language) === 'en' ? text.replace(RANGE_WORD, (word) => ' '.repeat(word.length)) : text
    const found = parserOf(language)?.parse(readable, { instant, timezone: 0 }, { forwardDate: true }) ?? []
    return found.filter((result) => isDay(result, readable)).map(pieceOf)
  },
}

/** Chrono takes "from 5" for a time of the day. */
const RANGE_WORD = /\bfrom\b(?!\s+(?:now|today))/gi

function pieceOf({ index, text, start }: ParsedResult) {
  const part = (name: 'year' | 'month' | 'day', length: number) => String(start.get(name)).padStart(length, '0')
  return { start: index, end: index + text.length, value: `${part('year', 4)}-${part('month', 2)}-${part('day', 2)}` }
}

const DURATION = /^\W*(?:for|during|für|während|pendant|durant|por|durante|\d)/iu
const FROM_NOW = /(?:from now|from today|later|hence|ab heute|später|más tarde|plus tard)$/iu
const SHORT_WEEKDAY = /^\p{L}{1,3}\.?$/u

/** A day is told by its number or its weekday: neither a time of the day, nor how long something takes, nor "sun" in passing. */
function isDay(result: ParsedResult, message: string): boolean {
  const { start, text } = result
  if (!start.isCertain('day')) return start.isCertain('weekday') && (!SHORT_WEEKDAY.test(text) || message.trim() === text)
  const tags = result.tags()
  if (!tags.has('result/relativeDate')) return true
  return !tags.has('result/relativeDateAndTime') && (!DURATION.test(text) || FROM_NOW.test(text))
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** Returns the clock of a time zone. Making one takes a hundred times as long as reading it. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone)
  if (known !== undefined) return known
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  clocks.set(timeZone, clock)
  return clock
}

/** The moment at which a clock in UTC shows what one in the time zone shows now. */
function wallClock(at: number, timeZone: string): Date {
  const parts = new Map(
    clockOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const of = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0
  return new Date(Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')))
}
