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

/** A module with a flow of so many states of all kinds; where it has flows, two of five states call one, and each is a digression from everywhere. */
function moduleWithFlows(states: number, flows: number): string {
  const written = Array.from({ length: states }, (_, position) => {
    const [next, back] = [1, states - 1].map((step) => `'state_${(position + step) % states}'`)
    const away = `{ call: 'flow_${position % flows}', nextStates: { failed: ${back} } }`
    const kinds = [
      `prompt: { instruct: 'Ask.' }, transitions: { yes: affirm(), far: keyword(['far']) }, nextStates: { yes: ${next}, far: { to: ${back}, reset: ['amount'] } }`,
      `invoke: { src: 'check', onError: ${back}, saveAs: 'check' }, advanceTo: ${next}`,
      `prompt: { say: 'And?' }, transitions: { next: keyword(['next']), back: keyword(['back']) }, nextStates: { next: ${next}, back: ${back} }`,
      flows === 0 ? `advanceTo: ${next}` : `call: 'flow_${position % flows}', nextStates: { done: ${next}, failed: ${back} }`,
      `prompt: { say: 'Away?' }, transitions: { next: keyword(['next']), away: keyword(['away']) }, nextStates: { next: ${next}, away: ${flows === 0 ? back : away} }`,
    ]
    return `state_${position}: { ${kinds[position % kinds.length]} },`
  })
  const names = Array.from({ length: flows }, (_, position) => `flow_${position}`)
  const called = `{ states: {
    ask: { prompt: { say: 'Right?' }, transitions: { yes: affirm(), no: deny() }, nextStates: { yes: 'done', no: 'failed' } },
    done: { prompt: { say: 'Done.' } },
    failed: {},
  } }`
  const parts = `flows: { ${names.map((name) => `${name}: ${called},`).join('\n')} },
    globalTransitions: { ${names.map((name) => `visit_${name}: keyword(['${name}']),`).join('\n')} },
    globalNextStates: { ${names.map((name) => `visit_${name}: { call: '${name}' },`).join('\n')} },`
  return `import { affirm, compileFlow, defineFlow, deny, keyword } from 'talkchart'
  export const no = deny()
  export const flow = defineFlow({
    name: 'large', initialState: 'state_0', initialContext: { amount: 1 }, ${flows === 0 ? '' : parts}
    states: { ${written.join('\n')} },
  })
  export const machine = compileFlow(flow)`
}

/** How many types a compiler makes of others to check a module, which is what its time goes with; the same in every run. */
async function instantiations(compiler: string, module: string): Promise<number> {
  // Within the checkout, so that the built package is found under its own name.
  mkdirSync(join(repository, '.bench'), { recursive: true })
  const folder = mkdtempSync(join(repository, '.bench/types-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'flow.ts'), module)
  // Nothing that a flow's types are not made of.
  const compilerOptions = { paths: {}, noEmit: true, types: [], lib: ['ES2023'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ extends: '../../tsconfig.json', compilerOptions, include: ['flow.ts'] }))
  const parameters = ['-p', folder, '--extendedDiagnostics', ...(compiler === 'typescript' ? ['--singleThreaded'] : [])]
  const told = await runSuccessfully(process.execPath, [`node_modules/${compiler}/bin/tsc`, ...parameters], repository)
  return Number(/Instantiations:\s+(\d+)/.exec(told)?.[1] ?? Number.NaN)
}

// A flow of 400 states takes 0.9 seconds of processor time more than one of a single state with TypeScript 7, and 4 with 5.9; see
// docs/decisions/types.md.
describe('what the types of a flow cost', () => {
  test('grows with the states alone', async () => {
    const [small, large] = [await instantiations('typescript', moduleOf(50)), await instantiations('typescript', moduleOf(200))]
    expect(large).toBeLessThan(190_000)
    expect(large / small).toBeLessThan(4.1)
  })

  test('is the same with the oldest compiler', async () => {
    expect(await instantiations('typescript-5.9', moduleOf(50))).toBeLessThan(50_000)
  })

  test('rises little with twenty flows, their calls and their digressions, and no faster than the states', async () => {
    const [small, large] = [
      await instantiations('typescript', moduleWithFlows(50, 20)),
      await instantiations('typescript', moduleWithFlows(200, 20)),
    ]
    const [alone, without] = [
      await instantiations('typescript', moduleWithFlows(5, 20)),
      await instantiations('typescript', moduleWithFlows(200, 0)),
    ]
    expect((large - alone) / (small - alone)).toBeLessThan(4.45)
    expect(large / without).toBeLessThan(1.4)
    expect(large).toBeLessThan(220_000)
  })
})
