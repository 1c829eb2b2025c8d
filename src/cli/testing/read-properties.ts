import { readFile } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import type { ConversationFlow } from '../../definition/flow.js'
import { unfold } from '../../definition/flows/unfold.js'
import { propertyProblems } from '../../definition/properties/property-problems.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import { isRecord } from '../../diagnostics/json.js'
import { quote } from '../../diagnostics/quote.js'
import { errorCode } from '../../stores/file/file-system-error.js'
import type { Property } from '../../testing/index.js'
import { CliError } from '../cli-error.js'
import type { Environment } from '../environment.js'
import { exitCodes } from '../exit-codes.js'
import { renderAt } from '../flow-errors.js'
import type { FindPosition, WrittenFlow } from '../load-flow/document-positions.js'
import { importModule } from '../load-flow/import-module.js'
import { readWritten } from '../load-flow/read-written.js'

/**
 * Reads the properties in a file of their own: by name, or under `properties` as a flow has them.
 *
 * @throws {CliError} when the file can not be read, or a property is wrong
 */
export async function readProperties(
  shown: string,
  flow: ConversationFlow,
  { directory }: Environment,
): Promise<Readonly<Record<string, Property>>> {
  const { value, positions } = await readValue(shown, resolve(directory, shown))
  const isUnderKey = isRecord(value) && Object.hasOwn(value, 'properties')
  const written = isUnderKey ? value.properties : value
  if (!isRecord(written)) {
    throw new CliError(
      'invalid-properties',
      `${shown} holds no properties. Expected { NAME: { never: … } }, by name; this is ${quote(written)}.`,
    )
  }
  const whole = unfold(flow)
  const problems = Object.entries(written).flatMap(([name, property]) => propertyProblems(whole, property, ['properties', name]))
  if (problems.length > 0) throw wrongProperties(shown, problems, await positions?.(), isUnderKey)
  return written as Readonly<Record<string, Property>>
}

function wrongProperties(shown: string, diagnostics: readonly Diagnostic[], find: FindPosition | undefined, isUnderKey: boolean): CliError {
  const count = diagnostics.length === 1 ? 'a problem' : `${diagnostics.length} problems`
  const found = find === undefined || isUnderKey ? find : (path: Diagnostic['path']) => find(path.slice(1))
  return new CliError('invalid-properties', `The properties in ${shown} have ${count}.\n\n${renderAt(shown, diagnostics, found)}`, {
    exitCode: exitCodes.wrongFlow,
    diagnostics,
  })
}

function whyUnread(shown: string, code: string): string {
  if (code === 'ENOENT') return `There is no file ${shown}.`
  return code === 'EISDIR' ? `${shown} is a folder, and no file of properties.` : `${shown} can not be read (${code}).`
}

async function readValue(shown: string, path: string): Promise<{ readonly value: unknown; readonly positions?: WrittenFlow['positions'] }> {
  const extension = extname(path).toLowerCase()
  if (/^\.[mc]?[jt]s$/.test(extension)) {
    const { properties, default: byDefault } = await importModule({ path, shown, format: 'module' })
    return { value: properties ?? byDefault }
  }
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new CliError('properties-not-found', whyUnread(shown, errorCode(error) ?? String(error)), { cause: error })
  })
  return readWritten(text, shown, extension === '.json' ? 'json' : 'yaml')
}
