import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { repository } from './repository.js'
import { runSuccessfully } from './run-command.js'

/** A module with a flow of so many states, each with three transitions. */
function moduleOf(states: number): string {
  const written = Array.from({ length: states }, (_, position) => {
    const [next, back, far] = [1, states - 1, 7].map((step) => `'state_${(position + step) % states}'`)
    return `state_${position}: {
      prompt: { say: 'This is ${position}.' },
      transitions: { next: keyword(['next']), back: keyword(['back']), far: keyword(['far']) },
      nextStates: { next: ${next}, back: ${back}, far: ${far} },
    },`
  })
  return `import { compileFlow, defineFlow, keyword } from 'talkchart'
  export const flow = defineFlow({ name: 'large', initialState: 'state_0', states: { ${written.join('\n')} } })
  export const machine = compileFlow(flow)`
}

/** How many types a compiler makes of others to check such a flow, which is what its time goes with; the same in every run. */
async function instantiations(compiler: string, states: number): Promise<number> {
  // Within the checkout, so that the built package is found under its own name.
  mkdirSync(join(repository, '.bench'), { recursive: true })
  const folder = mkdtempSync(join(repository, '.bench/types-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'flow.ts'), moduleOf(states))
  const compilerOptions = { paths: {}, noEmit: true }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ extends: '../../tsconfig.json', compilerOptions, include: ['flow.ts'] }))
  const script = `node_modules/${compiler}/bin/tsc`
  const told = await runSuccessfully(process.execPath, [script, '-p', folder, '--extendedDiagnostics'], repository)
  return Number(/Instantiations:\s+(\d+)/.exec(told)?.[1] ?? Number.NaN)
}

// Types alone take 1.4 seconds for 400 states with TypeScript 7, and 6.7 with 5.9; see docs/decisions/types.md.
describe('what the types of a flow cost', () => {
  test('grows with the states alone', async () => {
    const [small, large] = [await instantiations('typescript', 50), await instantiations('typescript', 400)]
    expect(large).toBeLessThan(220_000)
    expect(large / small).toBeLessThan(8.2)
  })

  test('is the same with the oldest compiler', async () => {
    expect(await instantiations('typescript-5.9', 50)).toBeLessThan(28_000)
  })
})
