import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { isRecord } from '../../diagnostics/json.js'
import { quote, quoteList } from '../../diagnostics/quote.js'
import { didYouMean } from '../../diagnostics/suggest.js'
import type { ConversationFlow } from '../flow.js'
import { AtomProblems, problem } from './atom-problems.js'

/** What stands beside the key that says of which kind a property is: names of what happens, and other values. */
const KINDS: Readonly<
  Record<string, { readonly names: readonly string[]; readonly needs: readonly string[]; readonly values: readonly string[] }>
> = {
  never: { names: ['never', 'after', 'before', 'until'], needs: ['never'], values: ['again'] },
  atMost: { names: ['of', 'per'], needs: ['of'], values: ['atMost'] },
  always: { names: ['after', 'until'], needs: ['always'], values: ['always'] },
  whenever: { names: ['whenever', 'then'], needs: ['whenever', 'then'], values: ['within', 'must'] },
  eventually: { names: ['eventually'], needs: ['eventually'], values: ['within', 'must'] },
  alwaysCan: { names: ['alwaysCan', 'after'], needs: ['alwaysCan'], values: [] },
}

type Written = Readonly<Record<string, unknown>>

/**
 * Finds what makes a property one that can not be read: a name that the flow does not have, or a key that says nothing there.
 *
 * @param flow an unfolded flow
 * @param path where the property stands
 */
export function propertyProblems(flow: ConversationFlow, property: unknown, path: DiagnosticPath): readonly Diagnostic[] {
  const misshapen = shapeProblem(property, path)
  if (misshapen !== undefined) return [misshapen]
  return isRecord(property) ? [...within(new AtomProblems(flow), property, path)] : []
}

/** What is wrong before any name is looked at. */
function shapeProblem(property: unknown, path: DiagnosticPath): Diagnostic | undefined {
  if (!isRecord(property)) return problem('empty-property', path, `It is ${quote(property)}.`, "Write an object like { never: 'refund' }.")
  const [kind, ...others] = kindsOf(property)
  if (kind === undefined || others.length > 0) {
    const [keys, kinds] = [Object.keys(property), Object.keys(KINDS)]
    const message = `Exactly one of ${quoteList(kinds, 'and')} says what it states; it has ${quoteList(keys, 'and') || 'nothing'}.`
    const meant = kind === undefined ? keys.flatMap((key) => didYouMean(key, kinds) ?? [])[0] : 'Write a property for each.'
    return problem('empty-property', path, message, meant)
  }
  const { names = [], values = [] } = KINDS[kind] ?? {}
  const allowed = [...new Set([kind, ...names, ...values, 'description', 'fails'])]
  const unknown = Object.keys(property).find((key) => !allowed.includes(key))
  if (unknown === undefined) return undefined
  const message = `${quote(unknown)} can not stand beside \`${kind}\`.`
  return problem('unsupported-property', [...path, unknown], message, didYouMean(unknown, allowed) ?? `Write ${quoteList(allowed)}.`)
}

function kindsOf(property: Written): readonly string[] {
  return Object.keys(KINDS).filter((known) => property[known] !== undefined)
}

function* within(atoms: AtomProblems, property: Written, path: DiagnosticPath): Generator<Diagnostic> {
  const [kind = ''] = kindsOf(property)
  const { names = [], needs = [] } = KINDS[kind] ?? {}
  for (const key of names) {
    if (property[key] === undefined && !needs.includes(key)) continue
    yield* atoms.of(property[key], [...path, key], kind !== 'atMost')
  }
  yield* valueProblems(property, path)
  if (kind === 'always') yield* atoms.test(property.always, [...path, 'always'])
  if (kind === 'never') yield* scopeProblems(property, path)
}

function* valueProblems(property: Written, path: DiagnosticPath): Generator<Diagnostic> {
  const { fails, must, description } = property
  for (const key of ['atMost', 'within']) {
    const value = property[key]
    if (value === undefined || (typeof value === 'number' && Number.isInteger(value) && value >= 0)) continue
    yield problem('invalid-property', [...path, key], `\`${key}\` is ${quote(value)}.`, 'Write a whole number.')
  }
  if (fails !== undefined && fails !== 'any' && fails !== 'never')
    yield problem('invalid-property', [...path, 'fails'], `\`fails\` is ${quote(fails)}.`, 'Write "any" or "never".')
  if (must !== undefined && must !== true)
    yield problem('invalid-property', [...path, 'must'], `\`must\` is ${quote(must)}.`, 'Write true, or leave it out.')
  if (description !== undefined && typeof description !== 'string')
    yield problem('invalid-property', [...path, 'description'], `\`description\` is ${quote(description)}.`, 'Write a text.')
}

function* scopeProblems({ after, before, until, again }: Written, path: DiagnosticPath): Generator<Diagnostic> {
  if (before !== undefined && (after !== undefined || until !== undefined || again !== undefined)) {
    const message = '`before` can not stand beside `after`, `until` or `again`.'
    yield problem('unsupported-property', [...path, 'before'], message, 'Write two properties.')
  }
  if (again !== undefined && (again !== true || until === undefined || after !== undefined))
    yield problem(
      'unsupported-property',
      [...path, 'again'],
      '`again` is true, and stands beside `until` alone.',
      'Write { never: …, until: …, again: true }.',
    )
}
