import { relative } from 'node:path'
import type { Environment } from '../environment.js'
import { loadFlow } from '../load-flow/load-flow.js'
import { readyFlowFiles } from '../load-flow/ready-flows.js'
import { ownCommand } from '../own-command.js'
import { colorsFor } from '../terminal.js'

const EXAMPLE = 'customer_support'

/** Lists the ready flows and how to start one. */
export async function listFlows({ json }: { readonly json?: boolean }, environment: Environment): Promise<void> {
  const { output, directory } = environment
  const flows = []
  for (const [name, path] of readyFlowFiles()) {
    const { flow } = await loadFlow(name, environment)
    flows.push({ name, description: flow?.description ?? '', path: relative(directory, path) })
  }
  if (json === true) {
    for (const flow of flows) output.write(`${JSON.stringify({ type: 'flow', ...flow })}\n`)
    return
  }
  const { bold, dim } = colorsFor(environment, output)
  const blocks = flows.map(({ name, description, path }) => `  ${bold(name)}\n    ${description}\n    ${dim(path)}\n`)
  const start = ownCommand(environment, ['chat', EXAMPLE])
  const own = ownCommand(environment, ['chat', 'my-flow.yaml'])
  output.write(`Ready flows:\n\n${blocks.join('\n')}\nStart one:       ${start}\nOr one of yours: ${own}  (.ts, .js, .json and .yaml)\n`)
}
