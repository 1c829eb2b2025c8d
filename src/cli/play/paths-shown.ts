import type { Later, PathWalk, PlayPath, PlayPaths, WalkStep } from '../../page/protocol.js'
import { ProblemError } from '../../server/index.js'
import { type FlowPath, type FlowPaths, pathModel, undrivable } from '../../testing/index.js'
import type { Playground } from './playground.js'

/** Returns what a page shows of the paths of a flow. */
export function pathsShown(paths: Later<FlowPaths>): Later<PlayPaths> {
  if (paths.status !== 'ready') return paths
  const { value } = paths
  const uncovered = value.uncovered.map(({ description, reason }) => ({ description, reason }))
  return { status: 'ready', value: { paths: value.paths.map(pathShown), uncovered } }
}

/**
 * Begins a conversation in which a path is played: its model answers as the path says.
 *
 * @throws {ProblemError} `no-route` where there is no such path, `forbidden` where it can not be played
 */
export async function walkOf(playground: Playground, number: number, id: string): Promise<PathWalk> {
  const { paths } = playground.edition.parts.found
  const path = paths.status === 'ready' ? paths.value.paths[number] : undefined
  if (path === undefined) throw new ProblemError('no-route')
  return await beginWalk(playground, path, id)
}

/**
 * Begins a conversation in which a path is played.
 *
 * @throws {ProblemError} `forbidden` where it can not be played, `moved-on` where there is such a conversation
 */
export async function beginWalk(playground: Playground, path: FlowPath, id: string): Promise<PathWalk> {
  if (undrivable(path) !== undefined) throw new ProblemError('forbidden')
  const { host } = playground
  if ((await host.read(id, { messages: { last: 0 } })) !== undefined) throw new ProblemError('moved-on')
  playground.settings.models.give(id, pathModel(path))
  playground.setBeginning(id, path.data)
  await host.begin(id, { data: path.data }).outcome
  return { id, steps: stepsOf(path) }
}

function pathShown(path: FlowPath, number: number): PlayPath {
  const { title, start, steps, shows } = path
  const entered = [start, ...steps.map(({ expected }) => expected)].map(({ state }) => state)
  return {
    number,
    title,
    steps: stepsOf(path),
    states: entered.filter((state, position) => state !== entered[position - 1]),
    shows,
    takes: takesOf(path),
    needsModel: steps.some(({ step: { type } }) => type === 'reply' || type === 'answers' || type === 'failure'),
    undrivable: undrivable(path) ?? null,
  }
}

/** What the page does takes a way each: by the first transition that is fired, to where it rests. Whatever the model says leads on within it. */
function takesOf({ start, steps }: FlowPath): readonly string[] {
  const ways: { readonly from: string; transition: string | null; to: string }[] = []
  let at = start.state
  for (const { step, expected } of steps) {
    if (step.type === 'message' || step.type === 'event' || step.type === 'timeout') ways.push({ from: at, transition: null, to: at })
    at = expected.state
    const way = ways.at(-1)
    if (way === undefined) continue
    way.to = at
    way.transition ??= expected.transition ?? null
  }
  return [...new Set(ways.map(({ from, transition, to }) => `${from}.${transition}.${to}`))]
}

function stepsOf({ steps }: FlowPath): readonly WalkStep[] {
  return steps.flatMap(({ step }): readonly WalkStep[] => {
    if (step.type === 'message') return [{ type: 'message', text: step.text }]
    if (step.type === 'event') return [{ type: 'event', event: step.event, payload: step.payload ?? null }]
    return step.type === 'retry' ? [{ type: 'retry' }] : []
  })
}
