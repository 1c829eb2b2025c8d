import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type FlowPaths, flowPaths, type PathCoverage } from 'talkchart/testing'
import { expect, inject } from 'vitest'
import { readyFlows } from './ready-flows.js'

const kept = new Map<string, FlowPaths>()

/**
 * Returns the paths of a ready flow. Those of a large one take seconds, so they are made once in a run: whatever process is first keeps them
 * for the others, as the plain JSON that paths are.
 */
export function readyPaths(name: string, coverage: PathCoverage = 'conditions'): FlowPaths {
  const file = join(inject('runFolder'), `paths-${name}-${coverage}.json`)
  const known = kept.get(file) ?? (existsSync(file) ? readPaths(file) : makePaths(name, coverage, file))
  kept.set(file, known)
  return known
}

function makePaths(name: string, coverage: PathCoverage, file: string): FlowPaths {
  const [, flow] = readyFlows.find(([ready]) => ready === name) ?? []
  if (flow === undefined) throw new Error(`There is no ready flow ${name}.`)
  const made = flowPaths(flow, { coverage })
  // Nobody reads a file that is not whole.
  const written = `${file}.${process.pid}`
  writeFileSync(written, JSON.stringify(made))
  expect(readPaths(written).paths).toEqual(made.paths)
  renameSync(written, file)
  return made
}

function readPaths(file: string): FlowPaths {
  return JSON.parse(readFileSync(file, 'utf8'))
}
