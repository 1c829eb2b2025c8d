import { compileFlow } from '../../compile/compile-flow.js'
import type { CompileOptions } from '../../compile/compile-options.js'
import { buildConfig } from '../../compile/config/build-config.js'
import { planFlow } from '../../compile/plan/flow-plan.js'
import type { ConversationFlow } from '../../definition/flow.js'
import { versionOf } from '../../definition/state-facts.js'
import { visible } from '../../diagnostics/quote.js'
import { TalkchartError } from '../../diagnostics/talkchart-error.js'
import { isConversationMachine } from '../../machine/conversation-machine.js'
import { machineStatements } from './machine-statements.js'
import { preparation } from './preparation.js'
import { Imports, sourceParts } from './source-parts.js'

/** Says what a flow is compiled with, and where the generated source imports from. */
export interface MachineSourceOptions extends Pick<CompileOptions, 'prompts' | 'stemmers'> {
  /** The package that the file imports from, `'talkchart'` by default. */
  readonly importFrom?: string
}

/**
 * Writes the machine of a flow as TypeScript: `setup(…).createMachine(…)` with its guards by name, to be read, changed, and run by
 * XState without the compiler. It imports small parts from `talkchart/runtime`.
 *
 * A flow's own functions are values and can not be printed: the file has a typed place for each, which throws a
 * `NotWrittenError` until it is filled.
 *
 * @returns a module that exports `machine`, and `machineWith` where a model can be used
 * @throws {InvalidFlowError} when the flow can not be compiled
 * @throws {TalkchartError} `machine-without-flow` when it is given a machine
 * @example
 * const source = toMachineSource(flow)
 */
export function toMachineSource(flow: ConversationFlow, options: MachineSourceOptions = {}): string {
  if (isConversationMachine(flow)) {
    const message = 'toMachineSource writes a flow; this is a machine, which does not tell what it was compiled from. Give it the flow.'
    throw new TalkchartError('machine-without-flow', message)
  }
  const { importFrom = 'talkchart', ...compileOptions } = options
  // Tells what is wrong with the flow, in the same words as everywhere.
  compileFlow(flow, compileOptions)
  const plan = planFlow(flow, compileOptions)
  const imports = new Imports()
  const parts = sourceParts(plan, buildConfig(plan), imports, importFrom, compileOptions.stemmers)
  const statements = [...preparation(parts), ...machineStatements(parts)]
  return `${[heading(flow), imports.print(), ...statements].join('\n\n')}\n`
}

function heading(flow: ConversationFlow): string {
  const { name, description } = flow
  const made = `The flow ${name}, version ${versionOf(flow)}, as an XState machine, written by \`talkchart graph --format source\`.`
  const lines = description === undefined ? [made] : [description, '', made]
  return ['/**', ...lines.map(commentLine), ' */'].join('\n')
}

/** A line of a comment, which nothing in it can end. */
function commentLine(text: string): string {
  return ` * ${visible(text.replaceAll('*/', '* /').replace(/\s+/gu, ' '))}`.trimEnd()
}
