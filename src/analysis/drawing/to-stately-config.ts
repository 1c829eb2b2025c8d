import type { MachineConfigJson } from '../../machine/config.js'
import { type Drawable, drawnConfig } from './drawable.js'
import type { DrawnFlowOptions } from './drawing-options.js'

/**
 * Returns the machine's config as JSON, for Stately's editor and visualiser (paste it into `createMachine(…)`) and for any other tool
 * that reads XState. It holds no functions, so it draws and simulates; `machineFromConfig` makes it run.
 *
 * @param source a flow or its compiled machine
 * @throws {InvalidFlowError} when the flow can not be compiled
 * @example
 * JSON.stringify(toStatelyConfig(flow), null, 2)
 */
export function toStatelyConfig(source: Drawable, options: DrawnFlowOptions = {}): MachineConfigJson {
  return drawnConfig(source, options)
}
