import type { AnswerType, ExceptedKeyword, ImmediateType, KeywordMatch } from '../../conditions/condition.js'
import { isImmediateType } from '../../conditions/guard-params.js'
import { DEFAULT_THRESHOLD } from '../../conditions/kinds/sentiment/sentiment-kind.js'
import type { JsonObject } from '../../diagnostics/json.js'
import { type GuardLeaf, type GuardTree, isLeaf, leavesOf } from '../../machine/guard-expression.js'
import { addedPartsOf, isBuiltInGuard } from '../../machine/implementation-names.js'
import { Call, type Code, Expression, property } from './code.js'

/** Where the parts of printed guards come from. */
export interface GuardSources {
  /** Notes the import of a function and gives its name. */
  readonly use: (name: string) => string
  /** The guard's name among the `conditions`, if it is one of them. */
  readonly nameOf: (tree: GuardTree) => string | undefined
  /** Where the flow's language is not English: how keywords are compared. */
  readonly speech: Expression | undefined
}

/** Tells whether a guard is given a name of its own; one that only looks back at the conversation says enough by its params. */
export function isNamed(tree: GuardTree): boolean {
  return !isLeaf(tree) || isImmediateType(tree.type)
}

/** Writes a guard as an expression: a condition where text and data decide all of it, else guards combined. */
export function guardCode(tree: GuardTree, sources: GuardSources): Code {
  const { use, speech } = sources
  if (leavesOf(tree).every(({ type }) => isImmediateType(type))) {
    const condition = conditionCode(tree, use)
    return new Call(use('when'), ...(speech === undefined ? [condition] : [condition, speech]))
  }
  if (isLeaf(tree)) return leafCode(tree, use)
  if ('not' in tree) return new Call(use('noneOf'), partCode(tree.not, sources))
  const parts = 'all' in tree ? tree.all : tree.any
  return new Call(use('all' in tree ? 'allOf' : 'anyOf'), ...parts.map((part) => partCode(part, sources)))
}

function partCode(tree: GuardTree, sources: GuardSources): Code {
  const name = sources.nameOf(tree)
  return name === undefined ? guardCode(tree, sources) : property('conditions', name)
}

function leafCode({ type, params }: GuardLeaf, use: GuardSources['use']): Code {
  if (type === 'answer' && params !== undefined) return new Call(use('answered'), params.key ?? null, params.equals ?? null)
  const guard = property(isBuiltInGuard(type) ? `${addedPartsOf(type) ?? 'parts'}.guards` : 'userGuards', type)
  return new Call(use('given'), guard, params ?? new Expression('undefined'))
}

function conditionCode(tree: GuardTree, use: GuardSources['use']): Code {
  if (isLeaf(tree)) return isImmediateType(tree.type) ? CONDITION_CODE[tree.type](tree.params ?? {}, use) : new Call(use('any'))
  if ('not' in tree) return new Call(use('not'), conditionCode(tree.not, use))
  const parts = 'all' in tree ? tree.all : tree.any
  return new Call(use('all' in tree ? 'all' : 'any'), ...parts.map((part) => conditionCode(part, use)))
}

/** The call of the factory that makes a condition with these params. */
const CONDITION_CODE: Readonly<Record<ImmediateType, (params: JsonObject, use: GuardSources['use']) => Code>> = {
  keyword: keywordCode,
  affirm: answerCode('affirm'),
  deny: answerCode('deny'),
  unsure: answerCode('unsure'),
  regex: (params, use) => new Call(use('regex'), params.pattern ?? '', ...optional(params, ['flags'])),
  sentiment: (params, use) =>
    new Call(use('sentiment'), params.sentiment ?? '', ...(params.threshold === DEFAULT_THRESHOLD ? [] : optional(params, ['threshold']))),
  context({ path, function: test, ...tests }, use) {
    return new Call(use('context'), ...(typeof test === 'string' ? [property('functions', test)] : [path ?? '', tests]))
  },
}

function keywordCode(params: JsonObject, use: GuardSources['use']): Code {
  const { match, ...rest } = params
  const options = optional(match === 'stem' ? rest : { match: match ?? 'stem', ...rest }, [
    'match',
    'caseSensitive',
    'ignoreNegated',
    'gap',
    'typos',
  ])
  const condition = amongCode(new Call(use('keyword'), params.words ?? [], ...options), params, use)
  const longer = longerKeywords(params.except ?? [])
  if (longer.length === 0) return condition
  return new Call(use('yielding'), condition, ...longer.map((group) => keywordCode({ ...group }, use)))
}

function answerCode(type: AnswerType) {
  return (params: JsonObject, use: GuardSources['use']): Code => amongCode(new Call(use(type), ...optional(params, ['also'])), params, use)
}

/** Names the list of the state, which stands with what the state says. */
function amongCode(condition: Call, { among }: JsonObject, use: GuardSources['use']): Call {
  const { list, place } = amongOf(among)
  if (list === undefined) return condition
  const end = list.lastIndexOf('/')
  const rivals = new Expression(`${property('states', list.slice(0, end)).text}.rivals.${list.slice(end + 1)}`)
  return new Call(use('among'), condition, rivals, ...(place === undefined ? [] : [place]))
}

/** The compiler wrote the params, so their types are its word. */
function amongOf(value: unknown): { readonly list?: string; readonly place?: number } {
  return typeof value === 'object' && value !== null ? value : {}
}

interface KeywordGroup {
  readonly words: string[]
  readonly match: KeywordMatch
  readonly caseSensitive?: true
}

/** Groups the longer keywords, those together that are compared alike. */
function longerKeywords(except: unknown): readonly KeywordGroup[] {
  const groups = new Map<string, KeywordGroup>()
  for (const { word, match, caseSensitive } of excepted(except)) {
    const key = `${match} ${caseSensitive}`
    const group = groups.get(key) ?? { words: [], match, ...(caseSensitive ? { caseSensitive } : {}) }
    group.words.push(word)
    groups.set(key, group)
  }
  return [...groups.values()]
}

/** The compiler wrote the params, so their types are its word. */
function excepted(value: unknown): readonly ExceptedKeyword[] {
  return Array.isArray(value) ? value : []
}

function optional(params: JsonObject, names: readonly string[]): readonly Code[] {
  const present = names.flatMap((name) => (params[name] === undefined ? [] : [[name, params[name]] as const]))
  return present.length === 0 ? [] : [Object.fromEntries(present)]
}
