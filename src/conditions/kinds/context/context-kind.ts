import type { Diagnostic, DiagnosticPath } from '../../../diagnostics/diagnostic.js'
import type { JsonObject, JsonValue } from '../../../diagnostics/json.js'
import { makeDiagnostic } from '../../../diagnostics/make-diagnostic.js'
import { quote, quoteList } from '../../../diagnostics/quote.js'
import type { Condition, ContextCondition, ContextFunctionCondition, ContextTest, ConversationData } from '../../condition.js'
import type { EvaluationInput, ParamsFacts, ReportProblem } from '../../evaluation.js'

/** A context test, as a guard's params hold it: flat. */
export interface ContextParams extends ContextTest {
  readonly path: string
}

const COMPARISONS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

/** Tells whether a condition is a test of the data by a function. */
export function isContextFunction(condition: Condition): condition is ContextFunctionCondition {
  return condition.type === 'context' && 'fn' in condition
}

/** Evaluates a test of the data, by its path or its function. */
export function evaluateContextCondition(condition: ContextCondition, { data, report }: EvaluationInput): boolean {
  return 'fn' in condition
    ? evaluateContextFunction(condition.fn, data, report)
    : evaluateContext({ ...condition.test, path: condition.path }, data)
}

/** Tells whether every test given holds for the value at the path. A value of null or undefined does not exist. */
export function evaluateContext(params: ContextParams, data: ConversationData): boolean {
  const value = lookUp(data, params.path)
  return (
    (params.exists === undefined || params.exists === (value !== undefined && value !== null)) &&
    (params.equals === undefined || isSameJson(value, params.equals)) &&
    (params.in === undefined || params.in.some((choice) => isSameJson(value, choice))) &&
    isWithin(value, params)
  )
}

/** Runs a flow's own test of the data. What throws, or answers with anything but a boolean, is reported and does not hold. */
export function evaluateContextFunction(fn: ContextFunctionCondition['fn'], data: ConversationData, report?: ReportProblem): boolean {
  try {
    const result: unknown = fn(data)
    if (typeof result === 'boolean') return result
    // What the promise rejects with would end the process.
    if (result instanceof Promise) result.catch(() => undefined)
    const returned = result instanceof Promise ? 'a promise' : quote(result)
    report?.({ type: 'context', message: `A context function returned ${returned}; it has to return true or false at once.` })
  } catch (error) {
    report?.({ type: 'context', message: `A context function threw: ${error instanceof Error ? error.message : quote(error)}`, error })
  }
  return false
}

function isWithin(value: unknown, { gt, gte, lt, lte }: ContextTest): boolean {
  if (gt === undefined && gte === undefined && lt === undefined && lte === undefined) return true
  if (typeof value !== 'number') return false
  return (
    (gt === undefined || value > gt) &&
    (gte === undefined || value >= gte) &&
    (lt === undefined || value < lt) &&
    (lte === undefined || value <= lte)
  )
}

/** Tells whether a value is the same JSON as expected, whatever the order of keys. */
function isSameJson(value: unknown, expected: JsonValue): boolean {
  if (typeof expected !== 'object' || expected === null) return value === expected
  if (typeof value !== 'object' || value === null || Array.isArray(value) !== Array.isArray(expected)) return false
  const entries = Object.entries(expected)
  if (Object.keys(value).length !== entries.length) return false
  return entries.every(([key, part]) => Object.hasOwn(value, key) && isSameJson(Reflect.get(value, key), part))
}

export function describeContext(condition: ContextCondition): string {
  return 'fn' in condition ? `data passes ${quote(condition.fn)}` : describeTest(`data.${condition.path}`, condition.test)
}

function describeTest(subject: string, test: ContextTest): string {
  const tests = [
    test.exists === undefined ? [] : [test.exists ? 'exists' : 'does not exist'],
    test.equals === undefined ? [] : [`= ${quote(test.equals)}`],
    test.in === undefined ? [] : [`is one of ${quoteList(test.in)}`],
    ...(['gt', 'gte', 'lt', 'lte'] as const).map((name) => (test[name] === undefined ? [] : [`${COMPARISONS[name]} ${test[name]}`])),
  ].flat()
  return tests.length === 0 ? `${subject} is anything` : `${subject} ${tests.join(' and ')}`
}

/** Checks that a test by path names a value and says something of it. */
export function* checkContext(condition: ContextCondition, path: DiagnosticPath): Generator<Diagnostic> {
  if ('fn' in condition) return
  if (condition.path === '')
    yield makeDiagnostic('empty-path', 'error', [...path, 'path'], 'The path is empty, so it names no value of the data.')
  if (Object.keys(condition.test).length > 0) return
  yield makeDiagnostic('empty-test', 'error', [...path, 'test'], 'There is no test, so the condition would say nothing of the value.', {
    expected: 'one or more of equals, in, exists, gt, gte, lt and lte',
  })
}

/** Writes a test of the data as the params of its guard: a function by the name under which it is registered. */
export function contextParams(condition: ContextCondition, { nameTest }: ParamsFacts): JsonObject {
  return 'fn' in condition ? { function: nameTest(condition.fn) } : { path: condition.path, ...condition.test }
}

/** Reads a test of the data back from params that `contextParams` wrote; undefined where they name a function. */
export function contextFromParams({ path, ...test }: JsonObject): ContextCondition | undefined {
  return typeof path === 'string' ? { type: 'context', path, test: test as ContextTest } : undefined
}

/** Returns the first keys of the data that conditions look at by a path, each once. */
export function dataKeysOf(leaves: readonly Condition[]): readonly string[] {
  const paths = leaves.flatMap((leaf) => (leaf.type === 'context' && 'path' in leaf ? [leaf.path] : []))
  return [...new Set(paths.flatMap((path) => path.split('.').slice(0, 1)))]
}

/**
 * Returns the value at a dotted path, through own properties only, so that no path reaches a prototype; undefined when there is none.
 *
 * @example lookUp({ items: [{ price: 5 }] }, 'items.0.price') // 5
 */
export function lookUp(data: unknown, path: string): unknown {
  let value = data
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = Reflect.get(value, key)
  }
  return value
}
