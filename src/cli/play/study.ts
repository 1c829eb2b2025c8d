import { analyzeFlow } from '../../analysis/analyze-flow.js'
import type { ConversationFlow } from '../../definition/flow.js'
import { unfold } from '../../definition/flows/unfold.js'
import { flowPaths, isNeverEntered, type Verdict } from '../../testing/index.js'
import { askedProperties } from '../../testing/prove/asked-properties.js'
import { judgeOf } from '../../testing/prove/prove-flow.js'
import { processEnvironment } from '../environment.js'
import { type ExportedOptions, flowOptions } from '../load-flow/flow-options.js'
import { definitionOf, loadFlow } from '../load-flow/load-flow.js'
import { reasonOf, reportPart, tell } from './report-part.js'
import type { JudgedProperties, WorkerTask } from './worker-task.js'

/** Loads a flow once more, and finds out what takes time. */
export async function study({ reference, options, directory }: Extract<WorkerTask, { readonly type: 'study' }>): Promise<void> {
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
  await reportPart('diagnostics', () => analyzeFlow(flow, options).diagnostics)
  await reportPart('paths', () => flowPaths(flow, options))
  await reportPart('properties', () => proveAll(flow, options))
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
