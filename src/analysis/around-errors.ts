import type { Condition } from '../conditions/condition.js'
import type { ConversationFlow } from '../definition/flow.js'
import type { Diagnostic, DiagnosticPath } from '../diagnostics/diagnostic.js'

/** A flow without what is wrong with it, so that the rest can be looked at. */
export interface MendedFlow {
  readonly flow: ConversationFlow
  /** Tells whether something that was found may come of the mending: it is about what was mended, or about where it led. */
  readonly isOfMending: (found: Diagnostic) => boolean
}

type Tree = { [key: string]: unknown }

const MOST_ROUNDS = 5
/** Stands for the states that are named and not there: an end, so that nobody is said to be trapped before it. */
const SOMEWHERE = 'a_state_that_is_not_there'
/** Nobody can tell when it holds, so nothing is said of it. */
const UNREADABLE: Condition = { type: 'guard', name: 'unreadable' }
const HIGH_LIMIT = 1_000_000

/** Diagnostics that speak of a whole condition, whose transition is to be left out. */
const OF_TRANSITIONS: ReadonlySet<string> = new Set(['transition-without-next-state', 'duplicate-transition', 'illegal-name'])
const LEADING_NOWHERE: ReadonlySet<string> = new Set(['unknown-state', 'foreign-state', 'no-candidates', 'duplicate-candidate'])
/** Where what leads to a state, or calls a flow, stands by its name. */
const WAYS: ReadonlySet<DiagnosticPath[number]> = new Set(['nextStates', 'globalNextStates', 'on'])
/** What is said of ways through the whole flow, which lead elsewhere once something was mended. */
const OF_WAYS: ReadonlySet<string> = new Set(['unreachable-state', 'unreachable-outcome', 'dead-end', 'silent-end', 'flow-never-called'])

/**
 * Returns the flow with something harmless in place of every part that an error speaks of; undefined when that does not make a sound flow of it.
 * What the author wrote is not changed.
 */
export function mendedFlow(
  flow: ConversationFlow,
  errors: readonly Diagnostic[],
  problemsOf: (flow: ConversationFlow) => readonly Diagnostic[],
): MendedFlow | undefined {
  const mended: Tree = copyOf(flow)
  const broken: DiagnosticPath[] = []
  let found = errors
  for (let round = 0; found.length > 0; round += 1) {
    if (round === MOST_ROUNDS) return undefined
    for (const diagnostic of found) mend(mended, diagnostic)
    for (const { path } of found) closeUp(mended, path)
    broken.push(...found.map(({ path }) => path))
    found = problemsOf(asFlow(mended))
  }
  const sound = asFlow(mended)
  const waysChanged = errors.some(({ code }) => code !== 'unbounded-cycle')
  return {
    flow: sound,
    isOfMending: ({ path, code, message }) =>
      (waysChanged && OF_WAYS.has(code)) ||
      message.includes(SOMEWHERE) ||
      broken.some((place) => place.length > 0 && (startsWith(path, place) || (path.length > 2 && startsWith(place, path)))),
  }
}

function mend(flow: Tree, diagnostic: Diagnostic): void {
  const { code, path } = diagnostic
  const transition = transitionOf(path)
  if (code === 'unbounded-cycle') put(flow, [...path, 'maxLoops'], HIGH_LIMIT)
  else if (isCallOfWay(path)) put(flow, path.slice(0, -1), somewhere(flow, path))
  else if (LEADING_NOWHERE.has(code)) put(flow, upTo(path, 'candidates'), somewhere(flow, path))
  else if (transition !== undefined) mendTransition(flow, code, transition)
  else mendPart(flow, diagnostic)
}

/** Whether a transition, an outcome or an event calls a flow there; a state that calls one may do without. */
function isCallOfWay(path: DiagnosticPath): boolean {
  return path.at(-1) === 'call' && WAYS.has(path.at(-3) ?? '')
}

function mendPart(flow: Tree, { code, path }: Diagnostic): void {
  if (path.includes('prompt')) put(flow, [...upTo(path, 'prompt'), 'prompt'], { instruct: 'unreadable' })
  else if (path[2] === 'extract' && code !== 'extract-unheard') put(flow, path.slice(0, 3), { type: 'extract', run: () => ({}) })
  else if (path.at(-1) === 'maxLoops') put(flow, path, HIGH_LIMIT)
  else if (path.length === 1 && path[0] === 'name') put(flow, path, 'unnamed')
  else remove(flow, path)
}

/** The way up to a key, without it; the whole way where it does not hold the key. */
function upTo(path: DiagnosticPath, key: string): DiagnosticPath {
  const position = path.indexOf(key)
  return position < 0 ? path : path.slice(0, position)
}

/** Where a transition's condition and its next state stand. */
interface TransitionPlace {
  readonly condition: DiagnosticPath
  readonly next: DiagnosticPath
}

function transitionOf(path: DiagnosticPath): TransitionPlace | undefined {
  const [top, name, part, key] = path
  if (top === 'flows' && part === 'states') {
    const inner = transitionOf(path.slice(2))
    const around = path.slice(0, 2)
    return inner && { condition: [...around, ...inner.condition], next: [...around, ...inner.next] }
  }
  if (top === 'globalTransitions' && name !== undefined) return { condition: [top, name], next: ['globalNextStates', name] }
  if (top !== 'states' || name === undefined || part !== 'transitions' || key === undefined) return undefined
  return { condition: [top, name, part, key], next: [top, name, 'nextStates', key] }
}

function mendTransition(flow: Tree, code: string, { condition, next }: TransitionPlace): void {
  if (OF_TRANSITIONS.has(code)) {
    remove(flow, condition)
    remove(flow, next)
  } else put(flow, condition, UNREADABLE)
}

/** The name of the state that stands for those that are not there. In a flow within the flow it is an outcome that nobody expects. */
function somewhere(flow: Tree, path: DiagnosticPath): string {
  put(flow, path[0] === 'flows' ? [...path.slice(0, 3), SOMEWHERE] : ['states', SOMEWHERE], { prompt: { say: 'unreadable' } })
  return SOMEWHERE
}

function put(tree: Tree, path: DiagnosticPath, value: unknown): void {
  const owner = ownerOf(tree, path)
  const key = path.at(-1)
  if (owner !== undefined && key !== undefined) owner[key] = value
}

function remove(tree: Tree, path: DiagnosticPath): void {
  const owner = ownerOf(tree, path)
  const key = path.at(-1)
  if (owner !== undefined && key !== undefined) delete owner[key]
}

/** Takes the holes out of a list of which something was removed. */
function closeUp(tree: Tree, path: DiagnosticPath): void {
  const owner: unknown = ownerOf(tree, path)
  if (Array.isArray(owner)) owner.splice(0, owner.length, ...owner.filter(() => true))
}

function ownerOf(tree: Tree, path: DiagnosticPath): Tree | undefined {
  let owner: unknown = tree
  for (const key of path.slice(0, -1)) owner = isTree(owner) && Object.hasOwn(owner, key) ? owner[key] : undefined
  return isTree(owner) ? owner : undefined
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null
}

/** Copies the flow down to the parts of its states; conditions and what else is replaced whole are shared. */
function copyOf({ states, ...flow }: ConversationFlow): Tree {
  const copied = Object.entries(states).map(([name, state]) => [name, copyWithin({ ...state })])
  return { ...copyWithin({ ...flow }), states: Object.fromEntries(copied) }
}

/** Fields and events carry their engines under symbols, which the spread keeps. */
function copyWithin(parts: Tree): Tree {
  const entries = Object.entries(parts).map(([key, value]) => [
    key,
    isPlain(value) ? copyWithin(value) : Array.isArray(value) ? [...value] : value,
  ])
  return { ...parts, ...Object.fromEntries(entries) }
}

/** Conditions carry their engines under symbols, so they are kept as they are. */
function isPlain(value: unknown): value is Tree {
  return isTree(value) && !Array.isArray(value) && !('type' in value) && Object.getPrototypeOf(value) === Object.prototype
}

/** The problems that are found in it tell whether it is one. */
function asFlow(tree: Tree): ConversationFlow {
  return tree as unknown as ConversationFlow
}

function startsWith(path: DiagnosticPath, start: DiagnosticPath): boolean {
  return start.every((segment, position) => segment === path[position])
}
