import type { Wording } from '../../analysis/implication/covers-keyword.js'
import { compileFlow } from '../../compile/compile-flow.js'
import type { CompileOptions } from '../../compile/compile-options.js'
import type { ConversationFlow } from '../../definition/flow.js'
import { unfold } from '../../definition/flows/unfold.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import type { ConversationMachine } from '../../machine/conversation-machine.js'
import type { OperatorName } from '../changes/operator-names.js'
import { judgeOf } from '../prove/prove-flow.js'
import { ignoreProblem } from '../script/script-from-flow.js'
import { areAlike } from './are-alike.js'
import { type Difference, differenceOf } from './kept-suite.js'
import type { Talked } from './tell-apart.js'
import { withoutDead } from './without-dead.js'

/** A flow, compiled, and what can be said to it. */
export interface TalkedFlow extends Talked {
  readonly flow: ConversationFlow
}

/** The changes of conditions alone. */
const OF_CONDITIONS: readonly OperatorName[] = [
  'order',
  'keyword',
  'keyword-given',
  'ignore-negated',
  'match',
  'part',
  'all-any',
  'threshold',
]

/** A search for a way into a state ends here. */
const MOST_MOMENTS = 20_000

/** Proves that changed flows do the same as the one that they were made of. */
export class Equivalence {
  readonly #wording: Wording
  readonly #entered = new Map<string, boolean>()
  #judge: ReturnType<typeof judgeOf> | undefined
  #living: ConversationMachine | null | undefined

  constructor(
    private readonly known: TalkedFlow,
    private readonly options: Pick<CompileOptions, 'prompts' | 'stemmers'>,
  ) {
    this.#wording = { language: known.flow.language, stemmers: options.stemmers, isSpelled: true }
  }

  /** Tells whether a changed flow is proven to do the same. False where that is not proven. */
  holds(changed: TalkedFlow, operator: OperatorName, difference: Difference): boolean {
    return this.#takesTheSame(changed, operator, difference) || this.#isNeverMet(difference) || this.#differsInDead(changed)
  }

  #takesTheSame({ script }: TalkedFlow, operator: OperatorName, { states }: Difference): boolean {
    return OF_CONDITIONS.includes(operator) && states.every((state) => areAlike(this.known.script(), script(), state, this.#wording))
  }

  /** What differs only in states that no talk enters never comes to that difference. */
  #isNeverMet({ states, beside }: Difference): boolean {
    return !beside && states.every((state) => !this.#mayBeEntered(state))
  }

  #mayBeEntered(state: string): boolean {
    const known = this.#entered.get(state) ?? this.#findWayInto(state)
    this.#entered.set(state, known)
    return known
  }

  #findWayInto(state: string): boolean {
    this.#judge ??= judgeOf(unfold(this.known.flow), { ...this.options, maxMoments: MOST_MOMENTS })
    const judge = this.#judge({ name: state, property: { never: { state } }, severity: 'info', known: false })
    return judge().verdict !== 'proved'
  }

  #differsInDead(changed: TalkedFlow): boolean {
    this.#living ??= this.#livingPart(this.known) ?? null
    const other = this.#livingPart(changed)
    if (this.#living === null || other === undefined) return false
    const { states, beside } = differenceOf(this.#living, other)
    return states.length === 0 && !beside
  }

  #livingPart({ flow }: TalkedFlow): ConversationMachine | undefined {
    try {
      return compileFlow(withoutDead(unfold(flow), this.options), { ...this.options, onProblem: ignoreProblem })
    } catch (error) {
      if (TalkchartError.isInstance(error)) return undefined
      throw error
    }
  }
}
