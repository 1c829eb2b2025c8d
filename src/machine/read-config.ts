import { isRecord } from '../diagnostics/json.js'
import { quote } from '../diagnostics/quote.js'
import { TalkchartError } from '../diagnostics/talkchart-error.js'
import type { MachineConfigJson } from './config.js'

/** Reports that a value is no config of a compiled machine. */
export class InvalidConfigError extends TalkchartError {
  static {
    InvalidConfigError.prototype.name = 'InvalidConfigError'
  }

  constructor(message: string) {
    super('invalid-config', message)
  }
}

/**
 * Tells a compiled machine's config from anything else.
 *
 * @throws {InvalidConfigError}
 */
export function readConfig(value: unknown): MachineConfigJson {
  if (!isCompiled(value)) {
    throw new InvalidConfigError(
      `This is no config of a machine compiled by talkchart (it is ${quote(value)}). Pass JSON.parse(JSON.stringify(machine.config)).`,
    )
  }
  return value
}

function isCompiled(value: unknown): value is MachineConfigJson {
  return (
    isRecord(value) &&
    typeof value.id === 'string' &&
    isRecord(value.states) &&
    isRecord(value.initial) &&
    isRecord(value.meta) &&
    value.meta.format === 1 &&
    isRecord(value.meta.flow)
  )
}
