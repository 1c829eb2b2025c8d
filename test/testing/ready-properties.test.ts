// biome-ignore-all lint/suspicious/noThenProperty: it is a key of properties
import { type Property, proveFlow, runPath } from 'talkchart/testing'
import { expect, test } from 'vitest'
import { readyFlows } from './ready-flows.js'

/** What does not hold in a ready flow. The properties that it has itself hold. */
const others: Readonly<Record<string, Readonly<Record<string, Property>>>> = {
  simple_greeting: {
    'understood at once': { atMost: 1, of: 'missed' },
    'ends at last': { eventually: { end: true }, must: true },
    'ends in two messages': { eventually: { end: true }, within: 2 },
  },
  support_routing: {
    'general help is asked for': { never: 'general_help', until: { transition: 'greeting.general' } },
    'asks again once': { atMost: 2, of: 'missed' },
  },
  dynamic_routing: {
    'two matters': { atMost: 2, of: 'greeting' },
    'always closes': { eventually: 'closing' },
  },
  interview: {
    'no limit is met': { never: { end: 'limit' } },
    'the first question once': { atMost: 1, of: 'question_1' },
  },
  save_and_resume: {
    'one order': { atMost: 1, of: 'ask_order' },
    'money for everybody': { whenever: 'ask_solution', then: 'refund_arranged' },
  },
  user_onboarding: {
    'four wishes': { atMost: 4, of: { missed: 'set_preferences' } },
    'no tour without preferences': { never: 'feature_tour', until: { transition: 'set_preferences.preferences_set' } },
  },
  context_accumulation: {
    'twelve messages': { atMost: 12, of: 'user' },
  },
  customer_support: {
    'refund needs its details': { never: 'process_refund', until: 'refund_details' },
    'always a person': { eventually: 'escalate' },
    'the invoice is known': { never: 'process_refund', until: { data: 'invoice', exists: true } },
  },
  sales_qualification: {
    'a budget before a demo': { never: 'schedule_demo', until: 'qualify_budget' },
    'one quote': { atMost: 1, of: 'quote_sent' },
  },
}

/** What takes seconds is left to longer runs (TALKCHART_RUNS), and to `talkchart prove appointment`. */
const LONG: readonly string[] =
  process.env['TALKCHART_RUNS'] === undefined
    ? ['booked-needs-deposit', 'booked-needs-identity', 'confirm-knows-the-day', 'three-tries', 'expired-is-expired']
    : []

test('more than forty properties are known', () => {
  const own = readyFlows.flatMap(([, { properties = {} }]) => Object.keys(properties))
  expect(own.length + Object.values(others).flatMap(Object.keys).length).toBeGreaterThan(50)
})

test.each(readyFlows)(
  'what holds in the ready flow %s is proved, and what does not is broken by a talk',
  (name, flow) => {
    const own = Object.keys(flow.properties ?? {}).filter((each) => !LONG.includes(each))
    const broken = others[name] ?? {}
    const verdicts = proveFlow(flow, { properties: broken, only: [...own, ...Object.keys(broken)] })
    const known = [...own.map((each) => [each, 'proved', undefined]), ...Object.keys(broken).map((each) => [each, 'violated', undefined])]
    expect(verdicts.map(({ name: each, verdict, calls }) => [each, verdict, calls])).toEqual(known)
    for (const { talk } of verdicts) if (talk !== null) runPath(flow, talk.path)
  },
  120_000,
)
