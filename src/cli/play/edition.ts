import type { ConversationMachine } from '../../machine/conversation-machine.js'
import type { FlowPart, PlayFlow, PlayState } from '../../page/protocol.js'
import { flowFacts } from '../chat/run-chat.js'
import type { Environment } from '../environment.js'
import { type FlowOptions, flowOptions } from '../load-flow/flow-options.js'
import { type LoadedFlow, loadFlow } from '../load-flow/load-flow.js'
import { servedMachine } from '../serve/served-machine.js'
import { describeFlow, type WrittenFacts } from './describe-flow.js'
import { scriptedFlow } from './describe-state.js'
import { FlowParts } from './flow-parts.js'
import type { PlayedModels } from './played-models.js'

/** One version of a flow that is played: its machine, and what is found out about it. */
export interface Edition {
  readonly number: number
  readonly reference: string
  readonly loaded: LoadedFlow
  readonly facts: WrittenFacts & Pick<PlayFlow, 'name' | 'version' | 'file'>
  readonly machine: ConversationMachine
  readonly parts: FlowParts
  /** The states that were described, since finding what to say takes its time. */
  readonly described: Map<string, PlayState>
  /** What they are described with; undefined where only a machine is at hand. Made when it is asked for. */
  readonly scripted: ReturnType<typeof scriptedFlow> | undefined
}

/** What an edition is made with. */
export interface EditionSettings {
  readonly options: FlowOptions
  readonly environment: Environment
  readonly models: PlayedModels
  readonly onNotice: (notice: string) => void
  readonly onPart: (edition: number, part: FlowPart) => void
}

/**
 * Loads a flow and makes what it is played with.
 *
 * @throws {TalkchartError} in the words of the command line, before anything is begun
 */
export async function loadEdition(reference: string, number: number, settings: EditionSettings): Promise<Edition> {
  const { options, environment, models, onNotice, onPart } = settings
  const read = await loadFlow(reference, environment)
  const loaded = { ...read, options: await flowOptions(options, read.options, environment) }
  const { name, version } = flowFacts(loaded)
  const machine = await servedMachine(loaded, name, { model: models.model, onNotice })
  const config: unknown = JSON.parse(JSON.stringify(machine.config))
  const study = { type: 'study', reference, options: plainOptions(options), directory: environment.directory } as const
  const parts = new FlowParts([{ type: 'drawing', config }, study], (part) => onPart(number, part))
  const facts = { name, version, file: loaded.file.shown, ...describeFlow(loaded) }
  const { flow } = loaded
  let scripted: Edition['scripted']
  return {
    ...{ number, reference, loaded, facts, machine, parts, described: new Map() },
    get scripted() {
      scripted ??= flow && scriptedFlow(flow, loaded.options)
      return scripted
    },
  }
}

/** Only these two: the rest of the command line is nothing for a worker. */
function plainOptions({ prompts, stemmers }: FlowOptions): FlowOptions {
  return { ...(prompts === undefined ? {} : { prompts }), ...(stemmers === undefined ? {} : { stemmers }) }
}
