import { compileFlow } from '../../compile/compile-flow.js'
import { type DriftSurvey, type StrandedConversation, surveyDrift } from '../../conversation/index.js'
import { quote, quoteList } from '../../diagnostics/quote.js'
import { didYouMean } from '../../diagnostics/suggest.js'
import { fileStore } from '../../stores/file/file-store.js'
import { CliError } from '../cli-error.js'
import type { Environment } from '../environment.js'
import { type ExitCode, exitCodes } from '../exit-codes.js'
import { type ExportedOptions, type FlowOptions, flowOptions } from '../load-flow/flow-options.js'
import { type LoadedFlow, loadFlow } from '../load-flow/load-flow.js'
import { existingStore } from '../store-folder.js'

/** What the command line of `talkchart drift` says. */
export interface DriftCommandOptions extends FlowOptions {
  readonly store?: string
  readonly renamed: Readonly<Record<string, string>>
  readonly json?: true
}

/** How many of the stranded conversations are named for each state. */
const NAMED = 3

/**
 * Counts what a new version of a flow does to the stored conversations.
 *
 * @throws {CliError} when the flow or the store can not be used
 */
export async function runDrift(reference: string, options: DriftCommandOptions, environment: Environment): Promise<ExitCode> {
  const directory = existingStore(options.store, environment)
  const loaded = await loadFlow(reference, environment)
  const machine = machineOf(loaded, await flowOptions(options, loaded.options, environment))
  const states = Object.keys(machine.states)
  for (const name of Object.values(options.renamed)) if (!states.includes(name)) throw unknownState(name, states)
  const survey = await surveyDrift(fileStore(directory), machine, options.renamed)
  environment.output.write(options.json === true ? `${JSON.stringify(survey)}\n` : render(survey))
  return survey.stranded.length === 0 ? exitCodes.completed : exitCodes.error
}

function machineOf({ flow, machine }: LoadedFlow, options: ExportedOptions) {
  return flow === undefined ? machine : compileFlow(flow, options)
}

function unknownState(name: string, states: readonly string[]): CliError {
  const suggestion =
    didYouMean(name, states) ??
    `The new version has ${quoteList(states.slice(0, NAMED), 'and')}${states.length > NAMED ? ' and more' : ''}.`
  return new CliError('unknown-state', `--renamed leads to ${quote(name)}, which is no state of the new version. ${suggestion}`, {
    exitCode: exitCodes.usage,
  })
}

function render({ safe, mapped, stranded, ofOtherFlows }: DriftSurvey): string {
  const lines = [`safe      ${safe}`, `mapped    ${mapped}`, `stranded  ${stranded.length}`]
  if (ofOtherFlows > 0) lines.push(`(of other flows, and not looked at: ${ofOtherFlows})`)
  for (const [place, conversations] of groupByPlace(stranded)) {
    const named = conversations.slice(0, NAMED).map(({ id }) => quote(id))
    const more = conversations.length > NAMED ? `, and ${conversations.length - NAMED} more` : ''
    lines.push('', place, `  ${named.join(', ')}${more}`)
  }
  return `${lines.join('\n')}\n`
}

function groupByPlace(stranded: readonly StrandedConversation[]): ReadonlyMap<string, readonly StrandedConversation[]> {
  const groups = new Map<string, StrandedConversation[]>()
  for (const conversation of stranded) {
    const place = `state ${quote(conversation.state)} of version ${quote(conversation.version)}: ${conversation.reason}`
    groups.set(place, [...(groups.get(place) ?? []), conversation])
  }
  return groups
}
