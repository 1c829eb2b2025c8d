import type { ExplainedCandidate, ExplainedCondition, ExplainedLeaf, ExplainedSpan, TurnExplanation } from '../../analysis/index.js'
import { quote, visible } from '../../diagnostics/quote.js'
import type { Colors } from '../terminal.js'

const LONGEST = 72
const MOST_SPANS = 3

const SIGNS: Readonly<Record<ExplainedCandidate['verdict'], string>> = {
  taken: '✓',
  'did-not-hold': '✗',
  unknown: '?',
  'not-reached': '·',
  limited: '!',
  blocked: '!',
}

/** Writes why a message did what it did: the message with what counts in it, a row for each candidate, what was asked, what was read. */
export function whyLines(explanation: TurnExplanation, turn: number, colors: Colors): readonly string[] {
  const { state, candidates, asked, fields, taken } = explanation
  const width = Math.max(0, ...candidates.map((candidate) => nameOf(candidate).length))
  return [
    colors.dim(visible(`Turn ${turn}, in ${state}:`)),
    markedText(explanation, colors),
    ...candidates.map((candidate, place) => row(candidate, width, place === taken ? paintOf(candidate, colors) : colors.dim)),
    ...(candidates.length === 0 ? [colors.dim('No message is judged there.')] : []),
    ...asked.map(({ key, instruction, answer }) =>
      colors.dim(visible(`asked: ${key} = ${answer === undefined ? 'not known here' : quote(answer)} (${quote(instruction)})`)),
    ),
    ...fields
      .filter(({ verdict }) => verdict !== 'not-read')
      .map(({ name, value, verdict, reason }) =>
        colors.dim(
          visible(
            `field: ${name}${value === undefined ? '' : ` = ${quote(value)}`}, ${verdict}${reason === undefined ? '' : `: ${reason}`}`,
          ),
        ),
      ),
  ]
}

/** Puts what counts into brackets, and strikes out what was looked at and does not count. */
function markedText({ text, candidates, taken }: TurnExplanation, colors: Colors): string {
  const spans = candidates.flatMap((candidate, place) => spansOf(candidate.condition).map((span) => ({ span, isTaken: place === taken })))
  const ordered = spans.toSorted((one, other) => Number(other.isTaken) - Number(one.isTaken) || one.span.start - other.span.start)
  const shown: ExplainedSpan[] = []
  for (const { span } of ordered) if (!shown.some(({ start, end }) => start < span.end && span.start < end)) shown.push(span)
  let marked = ''
  let from = 0
  for (const { start, end, verdict } of shown.toSorted((one, other) => one.start - other.start)) {
    const words = visible(text.slice(start, end))
    marked += visible(text.slice(from, start)) + (verdict === 'counts' ? colors.bold(`[${words}]`) : colors.dim(`~${words}~`))
    from = end
  }
  return `“${marked}${visible(text.slice(from))}”`
}

function spansOf(condition: ExplainedCondition | null): readonly ExplainedSpan[] {
  if (condition === null || !condition.needed) return []
  return 'parts' in condition ? condition.parts.flatMap(spansOf) : (condition.spans ?? [])
}

/** What the flow does not lead on from is no success. */
function paintOf({ name }: ExplainedCandidate, { green, yellow }: Colors): Colors['green'] {
  return name === null ? yellow : green
}

function row(candidate: ExplainedCandidate, width: number, paint: (text: string) => string): string {
  const { verdict, to, by } = candidate
  const away = to === null ? '' : ` → ${to}`
  const because = verdict === 'not-reached' ? 'not reached' : verdict === 'blocked' ? `${by} is active` : reasonOf(candidate)
  return paint(visible(`${SIGNS[verdict]} ${`${nameOf(candidate).padEnd(width)}${away}`.trimEnd()}: ${because}`))
}

function nameOf({ name, scope }: ExplainedCandidate): string {
  return name ?? NAMES[scope] ?? scope
}

const NAMES: Readonly<Partial<Record<ExplainedCandidate['scope'], string>>> = {
  miss: '(miss)',
  limit: '(limit)',
  question: '(question)',
  invalid: '(value)',
}

function reasonOf({ condition, description, verdict }: ExplainedCandidate): string {
  if (verdict === 'limited') return 'held, but a limit stood in the way'
  if (condition === null) return shortened(description)
  const decisive = decisiveLeaves(condition, condition.truth)
  const told = decisive.slice(0, MOST_SPANS).map(leafReason).join('; ')
  return shortened(decisive.length === 0 ? description : told)
}

/** The parts that settle a condition: of an `any` that holds those that hold, of an `all` that does not those that fail. */
function decisiveLeaves(condition: ExplainedCondition, truth: ExplainedCondition['truth']): readonly ExplainedLeaf[] {
  if (!('parts' in condition)) return [condition]
  if (condition.type === 'not') return condition.parts.flatMap((part) => decisiveLeaves(part, part.truth))
  const settles = condition.parts.filter((part) => part.needed && part.truth === truth)
  return settles.flatMap((part) => decisiveLeaves(part, part.truth))
}

function leafReason({ description, spans = [], answer, value, score, decided, because, truth }: ExplainedLeaf): string {
  const facts = [
    ...spans.slice(0, MOST_SPANS).map(spanReason),
    ...(decided === undefined || spans.length > 0 ? [] : [decided === null ? 'no answer' : `answers ${decided}`]),
    ...(because === undefined || truth === true ? [] : [BECAUSE[because]]),
    ...(answer === undefined ? [] : [`answered ${quote(answer)}`]),
    ...(value === undefined ? [] : [`it is ${quote(value)}`]),
    ...(score === undefined ? [] : [`score ${score}`]),
  ]
  return facts.length === 0 ? description : `${facts.join(', ')} (${description})`
}

const BECAUSE = { question: 'it is a question', keyword: 'a keyword counts', but: 'there is a “but”' } as const

function spanReason(span: ExplainedSpan): string {
  const word = quote(span.word)
  switch (span.verdict) {
    case 'counts':
      return word
    case 'negated':
      return `${word} is negated`
    case 'yields':
      return `${word} stands within ${quote(span.to)}`
    case 'outranked':
      return `${word} says less than ${quote(span.to.word)} of ${span.to.transition}`
  }
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text
}
