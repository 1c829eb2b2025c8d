import { getShortestPaths } from '@xstate/graph'
import { type ConversationFlow, compileFlow, keyword } from 'talkchart'
import { flowPaths, traversalOptions } from 'talkchart/testing'

/** A flow of so many states with three transitions each, to states that a fixed sequence of numbers chooses. */
export function wideFlow(size: number): ConversationFlow {
  let seed = 7
  const next = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed % below
  }
  const states = Array.from({ length: size }, (_, index) => {
    const words = ['yes', 'no', 'help']
    const transitions = Object.fromEntries(words.map((word) => [`on_${word}`, keyword([word])]))
    const targets = [Math.min(index + 1, size - 1), next(size), next(size)]
    const nextStates = Object.fromEntries(words.map((word, position) => [`on_${word}`, `state_${targets[position]}`]))
    return [`state_${index}`, { prompt: { say: `This is ${index}.` }, transitions, nextStates }]
  })
  return { name: 'wide', initialState: 'state_0', states: Object.fromEntries(states) }
}

/** How long covering each size takes, in milliseconds. */
export function measure(sizes: readonly number[]) {
  return sizes.map((size) => {
    const flow = wideFlow(size)
    const machine = compileFlow(flow)
    const shortest = timed(() => getShortestPaths(machine, traversalOptions(machine)).length)
    const covering = timed(() => flowPaths(flow, { coverage: 'transitions', maxPaths: 10_000 }).paths.length)
    return {
      states: size,
      edges: size * 3,
      shortestPathsMs: shortest.milliseconds,
      paths: covering.result,
      flowPathsMs: covering.milliseconds,
    }
  })
}

function timed<Result>(work: () => Result): { readonly result: Result; readonly milliseconds: number } {
  const start = performance.now()
  const result = work()
  return { result, milliseconds: Math.round(performance.now() - start) }
}
