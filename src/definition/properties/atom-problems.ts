import { takeIn } from '../../diagnostics/copy-json.js'
import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { isRecord } from '../../diagnostics/json.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote, quoteList } from '../../diagnostics/quote.js'
import { didYouMean } from '../../diagnostics/suggest.js'
import type { ConversationFlow } from '../flow.js'
import { dataNames, dataPaths } from '../rules/data-changes.js'
import { LIMIT_NAMES, namedWays, OUTCOME_NAMES, PLACED_KEYS, PROPERTY_WORDS } from './property-names.js'

/** Of how many names all are listed where nothing comes close to what was found. */
const MOST_CHOICES = 12

/** A conversation that is cancelled is in no talk, so that the name can only be that of a state. */
const COMING_OUTCOMES = OUTCOME_NAMES.filter((name) => name !== 'cancelled')

const NAMED_KEYS: readonly string[] = [...PLACED_KEYS, 'transition', 'limit', 'end', 'event', 'asked', 'data']

/** The tests of a value, each by what its bound has to be. */
const TESTS: Readonly<Record<string, (bound: unknown) => boolean>> = {
  equals: isJson,
  in: (bound) => Array.isArray(bound) && isJson(bound),
  exists: (bound) => typeof bound === 'boolean',
  gt: isNumber,
  gte: isNumber,
  lt: isNumber,
  lte: isNumber,
}

function isNumber(bound: unknown): boolean {
  return Number.isFinite(bound)
}

/** What JSON can not hold is never among the data. */
function isJson(value: unknown): boolean {
  try {
    takeIn(value)
    return true
  } catch {
    return false
  }
}

/** Finds what is wrong with what properties of a flow name. */
export class AtomProblems {
  readonly #flow: ConversationFlow
  readonly #states: readonly string[]
  #known: readonly string[] | undefined

  /** @param flow an unfolded flow */
  constructor(flow: ConversationFlow) {
    this.#flow = flow
    this.#states = Object.keys(flow.states)
  }

  /** One thing that happens, or any of several; the data may stand there or not. */
  *of(named: unknown, path: DiagnosticPath, mayTest: boolean): Generator<Diagnostic> {
    const isList = Array.isArray(named)
    const atoms: readonly unknown[] = isList ? named : [named]
    if (atoms.length === 0) yield problem('empty-property', path, `${place(path)} names nothing.`, 'Name a state, or what happens.')
    for (const [position, atom] of atoms.entries()) yield* this.#atom(atom, isList ? [...path, position] : path, mayTest)
  }

  /** A test of the data. */
  *test(named: unknown, path: DiagnosticPath): Generator<Diagnostic> {
    if (isRecord(named) && Object.hasOwn(named, 'data')) yield* this.#tested(named, path)
    else
      yield problem(
        'invalid-property',
        path,
        `${place(path)} is ${quote(named)}.`,
        'Write a test of the data, as { data: "amount", lte: 100 }.',
      )
  }

  *#atom(atom: unknown, path: DiagnosticPath, mayTest: boolean): Generator<Diagnostic> {
    if (typeof atom === 'string') {
      yield* this.#bare(atom, path)
      return
    }
    if (!isRecord(atom)) {
      const message = `${place(path)} is ${quote(atom)}.`
      yield problem('invalid-property', path, message, "Write the name of a state, or an object like { transition: 'ask.yes' }.")
      return
    }
    if (Object.hasOwn(atom, 'data')) {
      if (!mayTest) {
        const message = `${place(path)} tests the data, which is nothing that can be counted.`
        yield problem('invalid-property', path, message, 'Write what happens, as the name of a state.')
      }
      yield* this.#tested(atom, path)
      return
    }
    yield* this.#named(atom, path)
  }

  *#tested(test: Readonly<Record<string, unknown>>, path: DiagnosticPath): Generator<Diagnostic> {
    const { data } = test
    yield* testProblems(test, path)
    if (typeof data !== 'string' || data === '' || dataPaths(this.#flow)?.(data) !== false) return
    const names = dataNames(this.#flow) ?? []
    const message = `\`data\` is ${quote(data)}, which nothing in the flow ${quote(this.#flow.name)} fills.`
    yield problem('unknown-data', [...path, 'data'], message, didYouMean(data, names) ?? choicesOf(names))
  }

  *#named(atom: Readonly<Record<string, unknown>>, path: DiagnosticPath): Generator<Diagnostic> {
    const keys = Object.keys(atom)
    const unknown = keys.find((key) => key !== 'to' && !NAMED_KEYS.includes(key))
    if (unknown !== undefined) {
      const message = `${place(path)} looks at ${quote(unknown)}, which can not be looked at.`
      yield problem('unsupported-atom', path, message, didYouMean(unknown, NAMED_KEYS) ?? `Write ${quoteList(NAMED_KEYS)}.`)
      return
    }
    const [kind = ''] = keys.filter((key) => key !== 'to')
    if (keys.length !== ('to' in atom ? 2 : 1) || ('to' in atom && kind !== 'transition')) {
      const message = `${place(path)} is ${quote(atom)}.`
      yield problem('invalid-property', path, message, 'Name one thing; only a transition may have `to` beside it.')
      return
    }
    yield* this.#name(kind, atom[kind], [...path, kind])
    if ('to' in atom) yield* this.#lookedUp('unknown-state', atom.to, [...path, 'to'], this.#states)
  }

  *#name(kind: string, name: unknown, path: DiagnosticPath): Generator<Diagnostic> {
    if (kind === 'end') yield* this.#end(name, path)
    else if (kind === 'limit') yield* this.#lookedUp('unknown-limit', name, path, LIMIT_NAMES)
    else if (kind === 'transition') yield* this.#lookedUp('unknown-transition', name, path, this.#ways())
    else if (kind === 'event') yield* this.#lookedUp('unknown-event', name, path, Object.keys(this.#flow.events ?? {}))
    else if (kind === 'asked') yield* this.#lookedUp('unknown-field', name, path, Object.keys(this.#flow.fields ?? {}))
    else yield* this.#lookedUp('unknown-state', name, path, this.#states)
  }

  *#bare(word: string, path: DiagnosticPath): Generator<Diagnostic> {
    const isWord = PROPERTY_WORDS.some((known) => known === word)
    if (!isWord) yield* this.#lookedUp('unknown-state', word, path, this.#states, this.#atomOf(word))
    else if (this.#states.includes(word)) {
      const other = word === 'end' ? ' { end: true } is any end.' : ''
      const message = `${place(path)} is ${quote(word)}, a state and a word.`
      yield problem('ambiguous-atom', path, message, `Write { state: ${quote(word)} } for the state.${other}`)
    }
  }

  *#end(name: unknown, path: DiagnosticPath): Generator<Diagnostic> {
    if (name === true) return
    const ends: readonly unknown[] = Array.isArray(name) ? name : [name]
    if (ends.length === 0) yield problem('empty-property', path, `${place(path)} names nothing.`, 'Write true for any end.')
    for (const end of ends) {
      if (typeof end === 'string' && COMING_OUTCOMES.includes(end) && this.#states.includes(end)) {
        const message = `${place(path)} is ${quote(end)}, a state and an outcome.`
        yield problem('ambiguous-atom', path, message, `Write { state: ${quote(end)} } for the state, or { end: true } for any end.`)
      }
      if (typeof end !== 'string' || !OUTCOME_NAMES.includes(end))
        yield* this.#lookedUp('unknown-state', end, path, [...OUTCOME_NAMES, ...this.#states])
    }
  }

  /** How a name that is no state's is written: that of a transition is taken for one that may stand alone. */
  #atomOf(name: string): string | undefined {
    if (this.#ways().includes(name)) return `Write { transition: ${quote(name)} }.`
    if (Object.hasOwn(this.#flow.events ?? {}, name)) return `Write { event: ${quote(name)} }.`
    return Object.hasOwn(this.#flow.fields ?? {}, name)
      ? `Write { asked: ${quote(name)} }, or test it as { data: ${quote(name)} }.`
      : undefined
  }

  *#lookedUp(code: string, found: unknown, path: DiagnosticPath, known: readonly string[], meant?: string): Generator<Diagnostic> {
    if (typeof found !== 'string') yield problem('invalid-property', path, `${place(path)} is ${quote(found)}.`, 'Write a name.')
    else if (!known.includes(found)) {
      const message = `${place(path)} is ${quote(found)}, which the flow ${quote(this.#flow.name)} does not have.`
      yield problem(code, path, message, meant ?? didYouMeanAny(found, known) ?? choicesOf(known))
    }
  }

  #ways(): readonly string[] {
    this.#known ??= [
      ...new Set([...namedWays(this.#flow)].flatMap(([owner, names]) => names.flatMap((name) => [name, `${owner}.${name}`]))),
    ]
    return this.#known
  }
}

/**
 * Returns a question that names what was probably meant. A state of a called flow is named in full, and its own name comes to mind first.
 *
 * @example didYouMeanAny('pin', ['menu', 'identity/pin']) // 'Did you mean "identity/pin"?'
 */
export function didYouMeanAny(found: string, known: readonly string[]): string | undefined {
  const inner = known.filter((name) => name.endsWith(`/${found}`)).slice(0, MOST_CHOICES)
  return inner.length === 0 ? didYouMean(found, known) : `Did you mean ${quoteList(inner)}?`
}

function choicesOf(known: readonly string[]): string | undefined {
  return known.length === 0 || known.length > MOST_CHOICES ? undefined : `It has ${quoteList(known, 'and')}.`
}

function* testProblems(test: Readonly<Record<string, unknown>>, path: DiagnosticPath): Generator<Diagnostic> {
  const { data, ...bounds } = test
  if (typeof data !== 'string' || data === '') {
    yield problem('invalid-property', [...path, 'data'], `\`data\` is ${quote(data)}.`, 'Write the dotted path of a value.')
  }
  const keys = Object.keys(bounds)
  if (keys.length === 0) yield problem('empty-property', path, `${place(path)} tests nothing.`, `Write ${quoteList(Object.keys(TESTS))}.`)
  for (const key of keys) {
    if (!Object.hasOwn(TESTS, key)) {
      const message = `${quote(key)} is no test of a value.`
      yield problem(
        'invalid-property',
        [...path, key],
        message,
        didYouMean(key, Object.keys(TESTS)) ?? `Write ${quoteList(Object.keys(TESTS))}.`,
      )
    } else if (TESTS[key]?.(bounds[key]) !== true) {
      yield problem('invalid-property', [...path, key], `\`${key}\` is ${quote(bounds[key])}, which no value is held against.`)
    }
  }
}

/** The keys of a place, as messages write them: `` `never.transition` ``. */
function place(path: DiagnosticPath): string {
  return `\`${path
    .slice(2)
    .filter((key) => typeof key === 'string')
    .join('.')}\``
}

/** Makes an error about a property. */
export function problem(code: string, path: DiagnosticPath, message: string, suggestion?: string): Diagnostic {
  return makeDiagnostic(code, 'error', path, message, { suggestion })
}
