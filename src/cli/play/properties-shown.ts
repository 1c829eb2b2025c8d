import type { TakenWay } from '../../chart/edges-of-way.js'
import type { Later, PathWalk, PlayProperties, PlayProperty } from '../../page/protocol.js'
import { ProblemError } from '../../server/index.js'
import { describeProperty, type TalkWay, undrivable, type Verdict } from '../../testing/index.js'
import { isBroken } from '../../testing/prove/verdict.js'
import { beginWalk } from './paths-shown.js'
import type { Playground } from './playground.js'
import type { JudgedProperties } from './worker-task.js'

/** Returns what a page shows of the properties of a flow. */
export function propertiesShown(judged: Later<JudgedProperties>): Later<PlayProperties> {
  if (judged.status !== 'ready') return judged
  const { verdicts, left } = judged.value
  return { status: 'ready', value: { properties: verdicts.map(propertyShown), left } }
}

/**
 * Begins a conversation in which the talk that breaks a property is played.
 *
 * @throws {ProblemError} `no-route` where there is no such talk, `forbidden` where it can not be played
 */
export async function walkOfProperty(playground: Playground, number: number, id: string): Promise<PathWalk> {
  const { properties } = playground.edition.parts.found
  const talk = properties.status === 'ready' ? properties.value.verdicts[number]?.talk : undefined
  if (talk === undefined || talk === null) throw new ProblemError('no-route')
  return await beginWalk(playground, talk.path, id)
}

function propertyShown(verdict: Verdict, number: number): PlayProperty {
  const { name, property, because } = verdict
  const outcome = outcomeOf(verdict)
  const talk = outcome === 'breaks' ? verdict.talk : null
  const ways = verdict.ways.map(shownWay)
  const reason = talk === null ? undefined : undrivable(talk.path)
  return {
    number,
    name,
    states: describeProperty(property),
    outcome,
    weight: weightOf(verdict, outcome),
    note: [notesOf(verdict, outcome).join('; '), ...because, ...(reason === undefined ? [] : [reason])]
      .filter((part) => part !== '')
      .join(' '),
    talk: talk === null ? null : { happened: talk.happened, mayPlay: reason === undefined, way: ways[0] ?? null },
    doubtful: outcome === 'open' ? ways : [],
  }
}

function outcomeOf(verdict: Verdict): PlayProperty['outcome'] {
  if (verdict.verdict === 'undecided') return 'open'
  return isBroken(verdict) ? 'breaks' : 'holds'
}

function weightOf({ severity, known, idle }: Verdict, outcome: PlayProperty['outcome']): PlayProperty['weight'] {
  if (outcome === 'holds') return idle === true || known === true ? 'warning' : 'held'
  if (severity === 'info' || known === true) return 'info'
  return outcome === 'breaks' ? 'error' : 'warning'
}

function notesOf({ name, known, calls, idle }: Verdict, outcome: PlayProperty['outcome']): readonly string[] {
  const holds = `allowed-but-proved: remove "property:${name}" from metadata.allow`
  return [
    ...(known === true ? [outcome === 'holds' ? holds : 'known'] : []),
    ...(idle === true ? ['idle'] : []),
    ...(calls === 'fail' ? ['only where a call fails'] : []),
  ]
}

function shownWay({ from, transition, to }: TalkWay): TakenWay {
  return { from, state: to, transition }
}
