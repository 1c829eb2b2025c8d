import { stat } from 'node:fs/promises'
import type { PlayList } from '../../page/protocol.js'
import type { Environment } from '../environment.js'
import { loadFlow } from '../load-flow/load-flow.js'
import { readyFlowFiles } from '../load-flow/ready-flows.js'

interface Kept {
  readonly changedAt: number
  readonly description: string
}

/** Lists the flows that come with talkchart. Each is loaded once, and again when its file has changed. */
export class ReadyFlowList {
  readonly #environment: Environment
  readonly #kept = new Map<string, Kept>()

  constructor(environment: Environment) {
    this.#environment = environment
  }

  /** @param playing the name of the one that is played */
  async list(playing: string | undefined): Promise<PlayList['flows']> {
    const flows = [...readyFlowFiles()].map(async ([name, file]) => ({
      name,
      description: await this.#description(name, file),
      isPlayed: name === playing,
    }))
    return await Promise.all(flows)
  }

  async #description(name: string, file: string): Promise<string> {
    const { mtimeMs: changedAt } = await stat(file)
    const kept = this.#kept.get(name)
    if (kept?.changedAt === changedAt) return kept.description
    const { flow } = await loadFlow(name, this.#environment)
    const description = flow?.description ?? ''
    this.#kept.set(name, { changedAt, description })
    return description
  }
}
