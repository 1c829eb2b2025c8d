import { transformSync } from 'esbuild'
import * as talkchart from 'talkchart'
import { stemmers } from 'talkchart/languages'
import * as xstate from 'xstate'
import { type AnyStateMachine, StateMachine } from 'xstate'
import * as runtime from '../../../src/runtime/index.js'
import { userGuards } from '../random-talk.js'

const MODULES: ReadonlyMap<string, object> = new Map<string, object>([
  ['talkchart', talkchart],
  ['talkchart/runtime', runtime],
  ['talkchart/languages', { stemmers }],
  ['xstate', xstate],
  ['guards', userGuards],
])

interface GeneratedModule {
  readonly machine: AnyStateMachine
  readonly machineWith: ((models: runtime.ConversationModels) => AnyStateMachine) | undefined
}

/** Runs a generated file with the modules that it imports. */
export function runGenerated(source: string): GeneratedModule {
  const { code } = transformSync(source, { loader: 'ts', format: 'cjs' })
  const exports: Record<string, unknown> = {}
  const module = { exports }
  new Function('module', 'require', code)(module, (name: string) => {
    const found = MODULES.get(name)
    if (found === undefined) throw new Error(`The generated file imports ${name}`)
    return found
  })
  const { machine, machineWith } = module.exports
  if (!(machine instanceof StateMachine)) throw new Error('The generated file exports no machine')
  return { machine, machineWith: isFactory(machineWith) ? machineWith : undefined }
}

function isFactory(value: unknown): value is (models: runtime.ConversationModels) => AnyStateMachine {
  return typeof value === 'function'
}
