import type { Truth } from '../../conditions/evaluation.js'
import { isJsonArray } from '../../diagnostics/json.js'
import { guardTreeOf } from '../../machine/config.js'
import { type GuardLeaf, type GuardTree, isTree, leavesOf } from '../../machine/guard-expression.js'
import { isBuiltInGuard } from '../../machine/implementation-names.js'
import { explainTree, truthOf } from './explain-condition.js'
import { explainLeaf } from './explain-leaf.js'
import type { ExplainedMachine } from './explained-machine.js'
import type { CandidateScope, CandidateVerdict, ExplainedCandidate } from './explanation.js'
import { guardParts } from './guard-parts.js'
import type { JudgedMessage } from './judge-message.js'
import type { JudgedWay } from './judged-stage.js'
import type { GuardInput } from './traced-machine.js'
import type { Way } from './way.js'

/** A candidate and all its ways: at several stages, and one for each state that it may lead to. */
interface Row {
  readonly name: string | null
  readonly scope: CandidateScope
  readonly ways: Way[]
}

/** What is told only where it happens: that a field is asked for, that a value does not fit. */
const TOLD_WHERE_TAKEN: readonly CandidateScope[] = ['invalid', 'question']

/** Returns the candidates of a message in the order of the machine, and the place of the one that is taken. */
export function candidatesOf(
  machine: ExplainedMachine,
  message: JudgedMessage,
): { readonly candidates: readonly ExplainedCandidate[]; readonly taken: number | null } {
  const rows = rowsOf(message)
  const last = message.reached[message.reached.length - 1] ?? message.reached[0]
  const taken = last.taken
  const limited = taken?.isLimit === true ? taken.candidate : undefined
  const found: ExplainedCandidate[] = []
  if (taken?.isLimit && limited === undefined) found.push(limitOf(taken))
  for (const row of rows) {
    const verdict = verdictOf(row, message, taken)
    if (TOLD_WHERE_TAKEN.includes(row.scope) && (verdict === 'did-not-hold' || verdict === 'not-reached')) continue
    found.push(new RowExplainer(machine, message, row, verdict).explain(taken))
    if (taken?.isLimit && limited !== undefined && isSame(row, limited)) found.push(limitOf(taken))
  }
  const place = found.findIndex(({ verdict }) => verdict === 'taken')
  return { candidates: found, taken: place < 0 ? null : place }
}

function rowsOf({ reached, unreached }: JudgedMessage): readonly Row[] {
  const rows: Row[] = []
  for (const { ways } of [...reached, ...unreached]) {
    for (const way of ways) {
      if (way.candidate === undefined || way.isLimit) continue
      const known = rows.find((row) => isSame(row, way.candidate))
      if (known === undefined) rows.push({ ...way.candidate, ways: [way] })
      else known.ways.push(way)
    }
  }
  const isLast = ({ scope }: Row) => scope === 'miss'
  return [...rows.filter((row) => !isLast(row)), ...rows.filter(isLast)]
}

function isSame(row: Pick<Row, 'name' | 'scope'>, candidate: Way['candidate']): boolean {
  return row.name === candidate?.name && row.scope === candidate.scope
}

function limitOf({ to, description }: Way): ExplainedCandidate {
  return { name: null, scope: 'limit', to, verdict: 'taken', condition: null, description }
}

function verdictOf(row: Row, { reached }: JudgedMessage, taken: JudgedWay | undefined): CandidateVerdict {
  if (taken !== undefined && isSame(row, taken.candidate)) return taken.isLimit ? 'limited' : 'taken'
  const stage = reached.findLast(({ ways }) => ways.some((way) => !way.isLimit && isSame(row, way.candidate)))
  const truths = (stage?.ways ?? []).flatMap(({ truth, isLimit, candidate }) =>
    truth === undefined || isLimit || !isSame(row, candidate) ? [] : [truth],
  )
  if (truths.length === 0) return 'not-reached'
  // What comes to hold after something that is not known may be taken or not.
  return truths.every((truth) => truth === false) ? 'did-not-hold' : 'unknown'
}

/** Explains one candidate. */
class RowExplainer {
  readonly #machine: ExplainedMachine
  readonly #message: JudgedMessage
  readonly #row: Row
  readonly #verdict: CandidateVerdict
  readonly #input: GuardInput

  constructor(machine: ExplainedMachine, message: JudgedMessage, row: Row, verdict: CandidateVerdict) {
    this.#machine = machine
    this.#message = message
    this.#row = row
    this.#verdict = verdict
    const { reached } = message
    this.#input = (
      reached.findLast(({ ways }) => ways.some((way) => isSame(row, way.candidate))) ??
      reached[reached.length - 1] ??
      reached[0]
    ).input
  }

  explain(taken: JudgedWay | undefined): ExplainedCandidate {
    const { name, scope } = this.#row
    const isTaken = this.#verdict === 'taken' && taken !== undefined
    const tree = name === null || scope === 'collected' || scope === 'correction' ? undefined : this.#tree()
    const blocked = this.#verdict === 'did-not-hold' ? this.#blockedBy() : undefined
    const condition =
      tree === undefined ? null : explainTree(tree, this.#verdict !== 'not-reached', (leaf, needed) => this.#leaf(leaf, needed))
    return {
      name,
      scope,
      to: isTaken ? taken.to : this.#to(),
      verdict: blocked === undefined ? this.#verdict : 'blocked',
      ...(blocked === undefined ? {} : { by: blocked }),
      condition,
      description: this.#description(isTaken ? taken : undefined),
    }
  }

  #leaf(leaf: GuardLeaf, needed: boolean) {
    const { questions } = this.#message
    return explainLeaf(leaf, this.#truth(leaf), needed, {
      support: this.#machine.support,
      rivals: this.#machine.rivals,
      questions,
      input: this.#input,
    })
  }

  /** A guard of the user's own is asked by XState alone. */
  #truth(leaf: GuardLeaf): Truth {
    if (!isBuiltInGuard(leaf.type)) return this.#message.said(leaf) ?? 'unknown'
    return this.#message.guards.ask(leaf, this.#input)
  }

  /** The condition as the ways have it that hold most of it: what only answers decide stands where they are judged. */
  #tree(): GuardTree | undefined {
    const trees = this.#parts()
      .map(({ condition }) => condition)
      .filter(isTree)
    return trees.toSorted((one, other) => leavesOf(other).length - leavesOf(one).length)[0]
  }

  #parts() {
    return this.#row.ways.map(({ config: { guard } }) =>
      guardParts(
        guard === undefined ? true : guardTreeOf(guard),
        (leaf) => leaf.type === 'answer' && this.#message.questions.isChoice(leaf),
      ),
    )
  }

  /** The flow that is active, where nothing else keeps a call from being made. */
  #blockedBy(): string | undefined {
    const guard = this.#parts()
      .flatMap(({ beside }) => beside)
      .find((tree): tree is GuardLeaf => 'type' in tree && tree.type === 'noneActive')
    const tree = this.#tree()
    if (guard === undefined || this.#message.guards.ask(guard, this.#input) !== false) return undefined
    if (tree !== undefined && truthOf(tree, (leaf) => this.#truth(leaf)) !== true) return undefined
    const flows = isJsonArray(guard.params?.flows) ? guard.params.flows : []
    return this.#input.context.stack?.findLast(({ flow }) => flows.includes(flow))?.flow
  }

  #to(): string | null {
    const targets = new Set(this.#row.ways.filter(({ asks }) => !asks).map(({ to }) => to))
    const [only = null] = targets
    return targets.size === 1 ? only : null
  }

  #description(taken: Way | undefined): string {
    const { name, ways } = this.#row
    const asked = taken === undefined ? this.#ofAnyField() : undefined
    if (asked !== undefined) return asked
    const written = (taken ?? ways.find(({ description }) => description !== '') ?? ways[0])?.description ?? ''
    const described = written || (ways.find(({ description }) => description !== '')?.description ?? '')
    return name !== null && described.startsWith(`${name}: `) ? described.slice(name.length + 2) : described
  }

  /** Which field is asked for, and which value does not fit, is known only where it happens. */
  #ofAnyField(): string | undefined {
    const { name, scope, ways } = this.#row
    const actions = ways.flatMap(({ config }) => config.actions ?? [])
    const fields = new Set(actions.flatMap(({ type, params }) => (type === 'ask' ? [params?.field] : [])))
    if (name !== null || fields.size < 2) return undefined
    return scope === 'invalid' ? 'a value does not fit' : 'asks for what is missing'
  }
}
