// biome-ignore-all lint/suspicious/noArrayIndexKey: the list is made anew as a whole
import type { ExplainedCandidate, ExplainedCondition, ExplainedSpan } from '../../analysis/explain/explanation.js'
import type { TurnExplanation } from '../protocol.js'
import { isMiss } from '../would-way.js'
import { ConditionShown } from './condition-shown.js'

const SIGNS = {
  taken: ['✓', 'fired'],
  'did-not-hold': ['·', 'did not hold'],
  unknown: ['?', 'not known'],
  'not-reached': ['–', 'not reached'],
  limited: ['!', 'held, but limited'],
  blocked: ['!', 'held, but blocked'],
} as const

/** Tells what a message does, and why: every candidate in the order in which it is tried. */
export function WhyTab({ explanation, isPast }: { readonly explanation: TurnExplanation | null; readonly isPast: boolean }) {
  if (explanation === null) return <p class="hint">Write something, or choose a turn, to see why.</p>
  const { candidates, taken, state, text } = explanation
  const counted = taken === null ? [] : spansOf(candidates[taken]?.condition ?? null).filter(({ verdict }) => verdict === 'counts')
  return (
    <>
      <p class="saying">
        <span>{isPast ? 'You sent' : 'If you send'}</span> <b>“{marked(text, counted)}”</b> <span>in</span> <code>{state}</code>
      </p>
      <ol class="candidates">
        {candidates.map((candidate, position) => (
          <Candidate key={`${text} ${position}`} candidate={candidate} state={state} />
        ))}
      </ol>
      <Facts explanation={explanation} />
    </>
  )
}

function Candidate({ candidate, state }: { readonly candidate: ExplainedCandidate; readonly state: string }) {
  const { name, scope, verdict, condition, description, to, by } = candidate
  const [sign, said] = SIGNS[verdict]
  return (
    <li class={`${verdict}${isMiss(candidate) ? ' miss' : ''}`}>
      <span class="sign" title={said}>
        <span aria-hidden="true">{sign}</span>
        <span class="unseen">{said}: </span>
      </span>
      <b>{name ?? (scope === 'miss' ? 'otherwise' : scope)}</b>
      <span class="reason" title={description}>
        {condition === null || verdict === 'not-reached' ? description : <ConditionShown condition={condition} />}
        {by !== undefined && ` (${by} is active)`}
      </span>
      <code>{to ?? state}</code>
    </li>
  )
}

/** What the message tells of fields, and what the model is asked about it. */
function Facts({ explanation: { fields, asked, text } }: { readonly explanation: TurnExplanation }) {
  return (
    <ul class="facts">
      {fields.map(({ name, value, verdict, reason, start, end }) => (
        <li key={name}>
          field <code>{name}</code>{' '}
          {verdict === 'negated' ? <s>{text.slice(start, end)}</s> : start !== undefined && <q>{text.slice(start, end)}</q>}{' '}
          {value !== undefined && <b>{JSON.stringify(value)}</b>}{' '}
          <span>{reason ?? (verdict === 'new' ? 'taken in' : verdict.replace('-', ' '))}</span>
        </li>
      ))}
      {asked.map(({ key, instruction, answer }) => (
        <li key={key}>
          asks: {instruction} <b>{answer === undefined ? 'not asked yet' : JSON.stringify(answer)}</b>
        </li>
      ))}
    </ul>
  )
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
