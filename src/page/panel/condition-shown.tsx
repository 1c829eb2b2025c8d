// biome-ignore-all lint/suspicious/noArrayIndexKey: the list is made anew as a whole
import { useState } from 'preact/hooks'
import type { ExplainedComposition, ExplainedCondition, ExplainedLeaf, ExplainedSpan } from '../../analysis/explain/explanation.js'

interface ShownProperties<Condition> {
  readonly condition: Condition
  /** Whether it stands within a `not`, so that what counts speaks against. */
  readonly isAgainst?: boolean
}

/** Tells what decided. */
export function ConditionShown({ condition, isAgainst = false }: ShownProperties<ExplainedCondition>) {
  return 'parts' in condition ? (
    <Composition condition={condition} isAgainst={isAgainst} />
  ) : (
    <Leaf condition={condition} isAgainst={isAgainst} />
  )
}

/** Of an `any` that holds only what holds is shown; of an `all` that does not, only what failed. A button shows the rest. */
function Composition({ condition: { type, truth, parts }, isAgainst }: ShownProperties<ExplainedComposition>) {
  const [isOpen, setOpen] = useState(false)
  const decided = parts.filter((part) => type === 'not' || (truth === true) === (part.truth === true))
  const telling = isOpen ? parts : decided
  const left = parts.length - telling.length
  const joint = type === 'any' ? ' or ' : ' and '
  return (
    <>
      {type === 'not' && 'not '}
      {telling.map((part, position) => (
        <span key={position}>
          {position > 0 && joint}
          <ConditionShown condition={part} isAgainst={(type === 'not') !== isAgainst} />
        </span>
      ))}
      {left > 0 && (
        <button type="button" class="rest" onClick={() => setOpen(true)}>
          {joint}
          {left} more
        </button>
      )}
    </>
  )
}

function Leaf({ condition, isAgainst }: ShownProperties<ExplainedLeaf>) {
  const { description, words, spans = [], score, answer, value } = condition
  const facts = [score === undefined ? undefined : `mood ${score.toFixed(2)}`, told('is', value), told('answered', answer)]
  if (spans.length === 0) return <>{[description, ...facts].filter((part) => part !== undefined).join(', ')}</>
  return (
    <>
      {spans.map((span) => (
        <span key={`${span.start} ${span.word}`}>
          {span.verdict === 'counts' ? <mark class={isAgainst ? 'against' : undefined}>{span.word}</mark> : <s>{span.word}</s>}{' '}
          {span.verdict !== 'counts' && <small class="note">{noteOf(span)} </small>}
        </span>
      ))}
      <small title={description}>{words === undefined ? description : words > 1 && `of ${words}`}</small>
    </>
  )
}

function told(verb: string, value: unknown): string | undefined {
  return value === undefined ? undefined : `${verb} ${JSON.stringify(value)}`
}

function noteOf(span: ExplainedSpan): string {
  if (span.verdict === 'yields') return `within “${span.to}”`
  return span.verdict === 'outranked' ? `“${span.to.word}” of ${span.to.transition} says more` : span.verdict
}
