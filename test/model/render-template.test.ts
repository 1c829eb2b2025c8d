import fc from 'fast-check'
import mustache from 'mustache'
import { describe, expect, test } from 'vitest'
import { renderTemplate, templateProblem } from '../../src/model/render-template.js'
import { cpuTime } from '../cpu-time.js'
import { runsOr } from '../runs.js'

const asText = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
/** Mustache itself, with values put in as they are. */
const byMustache = (template: string, view: object) => mustache.render(template, view, {}, { escape: asText })

const name = fc.constantFrom('a', 'b', 'a.b', 'list', 'list.x', 'yes', 'none', 'missing', '.')
const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant('{{a}} {{#b}}'))
/** Mustache itself fails at null in a list. */
const item = leaf.filter((value) => value !== null)
const view = fc.record({
  a: fc.oneof(leaf, fc.record({ b: leaf, x: leaf })),
  b: leaf,
  list: fc.oneof(fc.array(item, { maxLength: 3 }), fc.array(fc.record({ a: leaf, x: leaf }), { maxLength: 3 })),
  yes: fc.constant(true),
  none: fc.constant(null),
})
const text = fc.oneof(
  fc.constantFrom('\n', ' ', '\r\n', '  \n', '}', '}}', 'x\n', ' { '),
  fc.string({ maxLength: 4 }).map((piece) => piece.replaceAll(/[{>=]/g, '(')),
)
const { template } = fc.letrec<{ template: string; piece: string }>((tie) => ({
  template: fc.array(tie('piece'), { maxLength: 6 }).map((pieces) => pieces.join('')),
  piece: fc.oneof(
    { maxDepth: 3 },
    text,
    name.map((each) => `{{${each}}}`),
    name.map((each) => `{{ ${each}}}`),
    fc.constant('{{! a remark }}'),
    fc.tuple(fc.constantFrom('#', '^'), name, tie('template')).map(([sign, each, inner]) => `{{${sign}${each}}}${inner}{{/${each}}}`),
  ),
}))

describe('a template', () => {
  test('renders as Mustache does', () => {
    fc.assert(
      fc.property(template, view, (sample, values) => {
        expect(renderTemplate(sample, values)).toBe(byMustache(sample, values))
      }),
      { numRuns: runsOr(500) },
    )
  })

  test('is refused where Mustache refuses it', () => {
    const broken = fc.array(fc.oneof(text, fc.constantFrom('{{#a}}', '{{/a}}', '{{/b}}', '{{^b}}', '{{a}}', '{{', '{{{a}}', '{{{a}}}')), {
      maxLength: 6,
    })
    fc.assert(
      fc.property(broken, (pieces) => {
        const sample = pieces.join('')
        expect(templateProblem(sample) === undefined).toBe(mustacheProblem(sample) === undefined)
      }),
      { numRuns: runsOr(500) },
    )
  })

  test('knows no partials and no other delimiters', () => {
    expect(templateProblem('Hello {{> greeting}}')).toBe('Unknown kind of tag "{{> greeting}}" at 6')
    expect(templateProblem('{{=<% %>=}}')).toBe('Unknown kind of tag "{{=<% %>=}}" at 0')
  })

  test('puts objects in as JSON, whatever the braces, and looks up nothing that JavaScript brings along', () => {
    expect(templateProblem('Hello {{#name}}')).toBe('Unclosed section "name" at 15')
    expect(renderTemplate('{{order}} {{{order}}} {{&order}}', { order: { total: 3 } })).toBe('{"total":3} {"total":3} {"total":3}')
    expect(renderTemplate('[{{toString}}{{constructor.name}}{{#valueOf}}x{{/valueOf}}]', {})).toBe('[]')
  })

  test('of a hundred thousand opened braces is refused in good time', () => {
    const startedAt = cpuTime()
    expect(templateProblem('{{'.repeat(100_000))).toBe('Unclosed tag at 200000')
    expect(templateProblem('{{a}} '.repeat(50_000))).toBeUndefined()
    expect(cpuTime() - startedAt).toBeLessThan(2000)
  })
})

function mustacheProblem(sample: string): string | undefined {
  try {
    mustache.parse(sample)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

test('lists within lists make no text larger than any message, and take no time without an end', () => {
  const list = Array(100).fill('x')
  const nested = (inner: string) => '{{#list}}'.repeat(8) + inner + '{{/list}}'.repeat(8)
  expect(renderTemplate(nested('0123456789'), { list }).length).toBeLessThanOrEqual(16 * 1024 * 1024)
  expect(renderTemplate(nested(''), { list })).toBe('')
  expect(renderTemplate('{{#list}}0{{/list}}', { list })).toHaveLength(100)
})
