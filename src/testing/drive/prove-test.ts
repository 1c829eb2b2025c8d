import type { ConversationFlow } from '../../definition/flow.js'
import { unfold } from '../../definition/flows/unfold.js'
import { quote } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import type { FlowPath } from '../paths/flow-path.js'
import { askedProperties, isNeverEntered } from '../prove/asked-properties.js'
import { describeProperty } from '../prove/describe-property.js'
import { judgeOf, type ProveOptions } from '../prove/prove-flow.js'
import { renderTalk } from '../prove/render-talk.js'
import { isBroken, type Verdict } from '../prove/verdict.js'

/** Reports that a property does not hold, or that nobody can tell. */
export class PropertyViolation extends TalkchartError {
  static {
    PropertyViolation.prototype.name = 'PropertyViolation'
  }

  /** The talk that breaks it, to be kept for `runPath`; null where there is none. */
  readonly path: FlowPath | null

  constructor(code: 'property-violated' | 'property-undecided', message: string, path: FlowPath | null) {
    super(code, message)
    this.path = path
  }
}

/** Returns the names of the properties that count, and what tests each. */
export function propertyTests(
  flow: ConversationFlow,
  options: Pick<ProveOptions, 'prompts' | 'stemmers'>,
): readonly (readonly [name: string, test: () => void])[] {
  const unfolded = unfold(flow)
  let judge: ReturnType<typeof judgeOf> | undefined
  const counted = askedProperties(unfolded, {}).filter(({ severity }) => severity === 'error')
  return counted.map((asked) => {
    const test = () => {
      judge ??= judgeOf(unfolded, options)
      refuseBroken(judge(asked)())
    }
    return [asked.name, test] as const
  })
}

/** What only a failed call breaks, and what is known, passes. */
function refuseBroken(verdict: Verdict): void {
  const { name, property, severity, known, because, talk } = verdict
  if (severity === 'info' || known === true) return
  const stated = describeProperty(property)
  if (verdict.verdict === 'undecided') {
    throw new PropertyViolation('property-undecided', `Nobody knows whether ${quote(name)} holds (${stated}): ${because.join(' ')}`, null)
  }
  if (!isBroken(verdict)) return
  const shown = talk === null || isNeverEntered(verdict) ? '' : `\n${renderTalk(talk, stated)}`
  throw new PropertyViolation('property-violated', `The property ${quote(name)} does not hold: ${stated}${shown}`, talk?.path ?? null)
}
