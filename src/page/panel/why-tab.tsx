// biome-ignore-all lint/suspicious/noArrayIndexKey: the list is made anew as a whole
import type { ExplainedCandidate, ExplainedCondition, ExplainedLeaf, ExplainedSpan } from '../../analysis/explain/explanation.js'
import type { TurnExplanation } from '../protocol.js'

const SIGNS = { taken: '✓', 'did-not-hold': '·', unknown: '?', 'not-reached': '–', limited: '!', blocked: '!' } as const
const SAID = {
  ...{ taken: 'fired', 'did-not-hold': 'did not hold', unknown: 'not known' },
  ...{ 'not-reached': 'not reached', limited: 'held, but limited', blocked: 'held, but blocked' },
} as const

/** Tells what a message does, and why: every candidate in the order in which it is tried. */
export function WhyTab({ explanation, isPast }: { readonly explanation: TurnExplanation | null; readonly isPast: boolean }) {
  if (explanation === null) return <p class="hint">Write something, or choose what came of a message, to see why.</p>
  const { candidates, taken, state, text, asked, fields } = explanation
  const counted = taken === null ? [] : spansOf(candidates[taken]?.condition ?? null).filter(({ verdict }) => verdict === 'counts')
  return (
    <>
      <p class="saying">
        <span>{isPast ? 'You sent' : 'If you send'}</span> <b>“{marked(text, counted)}”</b> <span>in</span> <code>{state}</code>
      </p>
      <ol class="candidates">
        {candidates.map((candidate, position) => (
          <Candidate key={position} candidate={candidate} state={state} />
        ))}
      </ol>
      {fields.length > 0 && (
        <ul class="facts" aria-label="Fields">
          {fields.map(({ name, value, verdict, reason }) => (
            <li key={name}>
              <code>{name}</code> {value === undefined ? '' : JSON.stringify(value)} <span>{reason ?? verdict.replace('-', ' ')}</span>
            </li>
          ))}
        </ul>
      )}
      {asked.length > 0 && (
        <ul class="facts" aria-label="Questions to the model">
          {asked.map(({ key, instruction, answer }) => (
            <li key={key}>
              asks: {instruction} <b>{answer === undefined ? 'not asked yet' : JSON.stringify(answer)}</b>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function Candidate({ candidate, state }: { readonly candidate: ExplainedCandidate; readonly state: string }) {
  const { name, verdict, condition, description, to, by } = candidate
  return (
    <li class={`${verdict}${name === null ? ' miss' : ''}`}>
      <span class="sign" title={SAID[verdict]}>
        <span aria-hidden="true">{SIGNS[verdict]}</span>
        <span class="unseen">{SAID[verdict]}: </span>
      </span>
      <b>{name ?? 'otherwise'}</b>
      <span class="reason">
        {condition === null || verdict === 'not-reached' ? description : <Condition condition={condition} />}
        {by !== undefined && ` (${by} is active)`}
      </span>
      <code>{to ?? state}</code>
    </li>
  )
}

/** Of an `any` that holds only what holds is shown; of an `all` that does not, only what failed. */
function Condition({ condition }: { readonly condition: ExplainedCondition }) {
  if (!('parts' in condition)) return <Leaf leaf={condition} />
  const { type, truth, parts } = condition
  const shown = parts.filter((part) => type === 'not' || (type === 'any') !== (truth === true) || part.truth === truth)
  const telling = type === 'all' && truth !== true ? parts.filter((part) => part.truth !== true) : shown
  const left = parts.length - telling.length
  return (
    <>
      {type === 'not' && 'not '}
      {telling.map((part, position) => (
        <span key={position}>
          {position > 0 && (type === 'any' ? ' or ' : ' and ')}
          <Condition condition={part} />
        </span>
      ))}
      {left > 0 && (
        <small>
          {' '}
          {type === 'any' ? 'or' : 'and'} {left} more
        </small>
      )}
    </>
  )
}

function Leaf({ leaf }: { readonly leaf: ExplainedLeaf }) {
  const { description, spans = [], score, answer, value } = leaf
  const facts = [score === undefined ? undefined : `mood ${score.toFixed(2)}`, told('is', value), told('answered', answer)]
  if (spans.length === 0) return <>{[description, ...facts].filter((part) => part !== undefined).join(', ')}</>
  return (
    <>
      {spans.map((span) => (
        <span key={`${span.start} ${span.word}`}>
          {span.verdict === 'counts' ? <mark>{span.word}</mark> : <s>{span.word}</s>} {noteOf(span)}
        </span>
      ))}
      <small>{description}</small>
    </>
  )
}

function told(verb: string, value: unknown): string | undefined {
  return value === undefined ? undefined : `${verb} ${JSON.stringify(value)}`
}

function noteOf(span: ExplainedSpan) {
  switch (span.verdict) {
    case 'counts':
      return null
    case 'negated':
      return <small class="note">negated </small>
    case 'yields':
      return <small class="note">within “{span.to}” </small>
    case 'outranked':
      return (
        <small class="note">
          “{span.to.word}” of {span.to.transition} says more{' '}
        </small>
      )
  }
}

/** What stands within a `not` speaks against, and what does not hold decided nothing. */
function spansOf(condition: ExplainedCondition | null): readonly ExplainedSpan[] {
  if (condition === null || condition.truth !== true || condition.type === 'not') return []
  return 'parts' in condition ? condition.parts.flatMap(spansOf) : (condition.spans ?? [])
}

/** The text with the words that counted marked. */
function marked(text: string, spans: readonly ExplainedSpan[]) {
  const pieces = []
  let at = 0
  for (const { start, end } of spans.toSorted((one, other) => one.start - other.start)) {
    if (start < at) continue
    pieces.push(text.slice(at, start), <mark key={start}>{text.slice(start, end)}</mark>)
    at = end
  }
  return [...pieces, text.slice(at)]
}
