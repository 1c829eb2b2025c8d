import { copyJson as copyValue, NotJsonError } from '../../diagnostics/copy-json.js'
import type { JsonValue } from '../../diagnostics/json.js'
import { InvalidRecordError } from '../contract/invalid-record-error.js'

/**
 * Copies what a record holds, by the check that everything passed when it was taken in.
 *
 * @throws {InvalidRecordError} for what is no JSON
 */
export function copyJson(value: unknown, path: (string | number)[] = []): JsonValue {
  try {
    return copyValue(value, path, 'the record')
  } catch (error) {
    throw NotJsonError.isInstance(error) ? new InvalidRecordError([error.problem]) : error
  }
}
