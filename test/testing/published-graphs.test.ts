// biome-ignore-all lint/suspicious/noThenProperty: it is a key of properties
import { readFileSync } from 'node:fs'
import { analyzeFlow } from 'talkchart/analysis'
import { type Property, proveFlow, runPath } from 'talkchart/testing'
import { expect, test } from 'vitest'
import { flowFromDot } from './graphs/read-dot.js'

const graph = (name: string) => flowFromDot(readFileSync(new URL(`graphs/${name}.dot`, import.meta.url), 'utf8'))

test('a graph is read with chains, quoted names, comments and nodes that go on by themselves', () => {
  const flow = flowFromDot(`digraph "Q & A" { // a comment
    rankdir=LR; node [shape=box, label="none"]
    start -> "ask me" -> "the end" [label="go on"]; "ask me" -> start
    hold [label="never"]; start2 -> end /* alone */ }`)
  expect(flow.initialState).toBe('start')
  expect(Object.keys(flow.states)).toEqual(['start', 'ask_me', 'the_end', 'start2', 'end'])
  expect(flow.states['ask_me']).toMatchObject({ nextStates: { 'go on': 'the_end', start: 'start' } })
  expect(flow.states['start2']).toMatchObject({ advanceTo: 'end' })
})

test('of parallel edges none is lost, and of those with one label the first is heard', () => {
  const flow = flowFromDot('digraph g { a -> b [label="go"]; a -> b [label="walk"]; a -> c [label="go"]; a -> c; a -> c }')
  expect(flow.states['a']?.nextStates).toEqual({ go: 'b', walk: 'b', 'go 2': 'c', c: 'c', 'c 2': 'c' })
  const never = (transition: string) => ({ never: { transition } })
  const verdicts = proveFlow(flow, { properties: { walk: never('walk'), twice: never('go 2'), plain: never('c'), again: never('c 2') } })
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(['violated', 'proved', 'violated', 'proved'])
})

const properties: Readonly<Record<string, Readonly<Record<string, readonly [verdict: string, property: Property]>>>> = {
  atm: {
    'no cash without a PIN': ['proved', { never: 'dispense-cash', until: { transition: 'pin.confirm' } }],
    'each withdrawal confirmed': ['proved', { never: 'dispense-cash', until: { transition: 'confirm-withdrawal.confirm' }, again: true }],
    'an amount before a confirmation': ['proved', { never: 'confirm-deposit', until: 'deposit-amount', again: true }],
    'no cash for a rejected card': ['proved', { never: 'dispense-cash', after: { transition: 'pin.reject' }, until: 'pin' }],
    'one step a message': ['proved', { atMost: 1, of: 'said', per: 'user' }],
    'it never ends': ['proved', { never: 'end' }],
    'a PIN three times at most': ['violated', { atMost: 3, of: { transition: 'pin.reject' } }],
    'one withdrawal for a card': ['violated', { atMost: 1, of: 'dispense-cash', per: 'pin' }],
    'a way to end a deposit': ['violated', { never: 'return-card', until: 'dispense-cash' }],
    'cash can always be had': ['proved', { alwaysCan: 'dispense-cash' }],
    'it can always end': ['violated', { alwaysCan: 'end' }],
    'the card comes back': ['violated', { whenever: 'pin', then: 'return-card', must: true }],
  },
  wizard: {
    'no step left out': ['proved', { never: 'D', until: 'C', again: true }],
    'it gets to the end': ['violated', { eventually: 'D', must: true }],
    'three times at most': ['violated', { atMost: 3, of: 'B' }],
    'the end can always be had': ['proved', { alwaysCan: 'D' }],
  },
  matter: {
    'never from solid to gas': ['proved', { never: 'gas', after: 'solid', until: 'liquid' }],
    'it can always melt or condense': ['proved', { alwaysCan: 'liquid' }],
    'it stays liquid': ['violated', { never: ['solid', 'gas'], after: 'liquid' }],
  },
}

test.each(Object.keys(properties))('properties of the published graph %s have the verdicts that are known', (name) => {
  const flow = graph(name)
  const asked = Object.entries(properties[name] ?? {})
  const verdicts = proveFlow(flow, { properties: Object.fromEntries(asked.map(([title, [, property]]) => [title, property])) })
  expect(verdicts.map((verdict) => [verdict.name, verdict.verdict, verdict.calls])).toEqual(
    asked.map(([title, [known]]) => [title, known, undefined]),
  )
  for (const { talk } of verdicts) if (talk !== null) runPath(flow, talk.path)
})

test('what is wrong with such a graph is found by its check', () => {
  expect(analyzeFlow(graph('atm')).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
})
