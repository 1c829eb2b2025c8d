import { parentPort, workerData } from 'node:worker_threads'
import { analyzeFlow } from '../../analysis/analyze-flow.js'
import { drawing, type SvgOptions } from '../../analysis/index.js'
import type { ConversationFlow } from '../../definition/flow.js'
import { unfold } from '../../definition/flows/unfold.js'
import type { FlowPart, PlayDrawing } from '../../page/protocol.js'
import { machineFromConfig } from '../../runtime/machine-from-config.js'
import { flowPaths, isNeverEntered, type Verdict } from '../../testing/index.js'
import { askedProperties } from '../../testing/prove/asked-properties.js'
import { judgeOf } from '../../testing/prove/prove-flow.js'
import { processEnvironment } from '../environment.js'
import { breaksNothing } from '../load-flow/author-error.js'
import { type ExportedOptions, flowOptions } from '../load-flow/flow-options.js'
import { definitionOf, loadFlow } from '../load-flow/load-flow.js'
import type { JudgedProperties, WorkerTask } from './worker-task.js'

/** What is hidden at first. */
const CALM = ['limit', 'noMatch', 'global'] as const

// What the flow's module throws later is told once, by the process that runs its conversations.
process.on('uncaughtException', (error, origin) => {
  if (!breaksNothing(error, origin)) throw error
})

const task: WorkerTask = workerData
if (task.type === 'drawing') await draw(task.config)
else await study(task)

async function study({ reference, options, directory }: Extract<WorkerTask, { readonly type: 'study' }>): Promise<void> {
  try {
    const environment = { ...processEnvironment(), directory }
    const loaded = await loadFlow(reference, environment)
    await studyFlow(definitionOf(loaded), await flowOptions(options, loaded.options, environment))
  } catch (error) {
    tell({ part: 'diagnostics', refused: reasonOf(error) })
    tell({ part: 'paths', refused: reasonOf(error) })
    tell({ part: 'properties', refused: reasonOf(error) })
  }
}

async function studyFlow(flow: ConversationFlow, options: ExportedOptions): Promise<void> {
  await report('diagnostics', () => analyzeFlow(flow, options).diagnostics)
  await report('paths', () => flowPaths(flow, options))
  await report('properties', () => proveAll(flow, options))
}

/** One property after the other, so that the page shows each as soon as it is judged. What is never entered the check tells. */
function proveAll(written: ConversationFlow, options: ExportedOptions): JudgedProperties {
  const flow = unfold(written)
  const judge = judgeOf(flow, options)
  const asked = askedProperties(flow, {}).filter((each) => flow.prove?.includes('never-entered') === true || !isNeverEntered(each))
  const verdicts: Verdict[] = []
  for (const each of asked) {
    verdicts.push(judge(each)())
    const left = asked.length - verdicts.length
    if (left > 0) tell({ part: 'properties', value: { verdicts, left } })
  }
  return { verdicts, left: 0 }
}

async function draw(config: unknown): Promise<void> {
  const machine = machineFromConfig(config)
  const inBoth = async (hide: SvgOptions['hide'] = []): Promise<PlayDrawing> => {
    const options = { labels: 'none', hide } as const
    return { LR: await drawing(machine, { ...options, direction: 'LR' }), TB: await drawing(machine, { ...options, direction: 'TB' }) }
  }
  await report('drawing', () => inBoth(CALM))
  await report('wholeDrawing', () => inBoth())
}

/** What is refused is said, and stops nothing else: a budget that is too small, or a flow that can not be drawn. */
async function report(part: FlowPart, work: () => unknown): Promise<void> {
  try {
    tell({ part, value: await work() })
  } catch (error) {
    tell({ part, refused: reasonOf(error) })
  }
}

function tell(result: object): void {
  parentPort?.postMessage(JSON.parse(JSON.stringify(result)))
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
