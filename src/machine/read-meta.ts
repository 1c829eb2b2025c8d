import type { MachineConfigJson } from './config.js'
import type { ConfigMeta, FlowMeta, StateMeta } from './meta.js'

/** Reads what the compiler wrote into a config's `meta`. The config is JSON, so its types are the compiler's word. */
export function readMeta(config: MachineConfigJson): ConfigMeta {
  const stateOf = (name: string): StateMeta => {
    const meta = Object.hasOwn(config.states, name) ? config.states[name]?.meta : undefined
    return meta === undefined ? { prompt: {} } : (meta as unknown as StateMeta)
  }
  return { flow: config.meta as unknown as FlowMeta, stateOf }
}
