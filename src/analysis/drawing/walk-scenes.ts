import type { ChartEnd, DrawingChart } from '../../chart/drawing.js'
import { edgesOfWay } from '../../chart/edges-of-way.js'
import type { MachineConfigJson } from '../../machine/config.js'
import type { DrawnChart } from './drawn-chart.js'
import type { WalkedPath, WalkedPlace, WalkedStep } from './walked-path.js'

/** What is seen between two of the user's messages. */
export interface WalkScene {
  /** The states that are entered, the last of which is where the conversation then stands; or the end. */
  readonly states: readonly string[]
  readonly end: ChartEnd | null
  /** The lines that are taken. */
  readonly edges: readonly number[]
  /** What the user says or does; null at the beginning. */
  readonly user: string | null
  /** What the flow says. */
  readonly flow: string | null
}

/** What is shown of a step that nobody says. Those without words belong to the message before them. */
const HAPPENINGS: Readonly<Record<string, string>> = {
  failure: '(a call fails)',
  retry: '(once more)',
  timeout: '(silence)',
  cancel: '(cancelled)',
}

/** Returns the scenes of a path, as the chart shows them. */
export function walkScenes(chart: DrawingChart, config: MachineConfigJson, { start, steps }: WalkedPath): readonly WalkScene[] {
  const scenes: WalkScene[] = [{ states: [start.state], end: start.outcome, edges: [], user: null, flow: wordsOf(config, start.state) }]
  let before = start
  for (const { step, expected } of steps) {
    const user = userWords(step)
    const scene = user === null ? scenes.pop() : undefined
    scenes.push(goOn(scene ?? { states: [], end: null, edges: [], user, flow: null }, { step, before, expected }, { chart, config }))
    before = expected
  }
  return scenes
}

/** Returns a chart without the states to which no line leads from the beginning, unless the path enters them. */
export function onlyReached(chart: DrawnChart, { start, steps }: WalkedPath): DrawnChart {
  const reached = new Set([chart.initial, start.state, ...steps.map(({ expected }) => expected.state)].map(nameOf))
  for (const name of reached) {
    for (const { from, to } of chart.edges) if (from === name && to.type === 'state') reached.add(to.name)
  }
  const states = chart.states.filter(({ name }) => reached.has(name))
  return {
    ...chart,
    states,
    edges: chart.edges.filter(({ from }) => reached.has(from)),
    flows: chart.flows.filter((flow) => states.some((state) => state.flow === flow)),
  }
}

function nameOf(place: string | { readonly name: string }): string {
  return typeof place === 'string' ? place : place.name
}

interface WalkMove {
  readonly step: WalkedStep
  readonly before: WalkedPlace
  readonly expected: WalkedPlace
}

/** Adds to a scene what comes of a step. */
function goOn(
  scene: WalkScene,
  { step, before, expected }: WalkMove,
  { chart, config }: { readonly chart: DrawingChart; readonly config: MachineConfigJson },
): WalkScene {
  const { state, transition, outcome } = expected
  const isElsewhere = state !== before.state
  const said = step.type === 'reply' ? replyWords(config, before.state, step.text ?? '') : null
  const edges = edgesOfWay(chart, { from: before.state, state, transition })
  return {
    states: [...scene.states, ...(isElsewhere || scene.states.length === 0 ? [state] : [])],
    end: outcome,
    edges: [...scene.edges, ...edges, ...(outcome === null ? [] : endEdges(chart, expected))],
    user: scene.user,
    flow: said ?? (isElsewhere ? wordsOf(config, state) : scene.flow),
  }
}

function userWords({ type, text = '', event = '' }: WalkedStep): string | null {
  if (type === 'message') return text
  if (type === 'event') return `(${event})`
  return HAPPENINGS[type] ?? null
}

/** A generated path names the state where a model would speak: the state's own words stand for it. */
function replyWords(config: MachineConfigJson, state: string, text: string): string | null {
  return text === `[${state}]` ? wordsOf(config, state) : text
}

/** The words of a state that are always the same. */
function wordsOf({ states }: MachineConfigJson, state: string): string | null {
  const prompt = states[state]?.meta?.prompt
  const say = typeof prompt === 'object' && prompt !== null && 'say' in prompt ? prompt.say : undefined
  return typeof say === 'string' && !say.includes('{{') ? say : null
}

function endEdges({ edges }: DrawingChart, { state, outcome }: WalkedPlace): readonly number[] {
  const position = edges.findIndex(({ from, to }) => from === state && to.type === 'end' && to.name === outcome)
  return position === -1 ? [] : [position]
}
