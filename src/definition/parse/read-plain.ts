import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'

/** Deeper than any flow a person or a program writes, and shallow enough for every recursive reader. */
const MOST_DEPTH = 100
const SHOWN_DEPTH = 4
/** A flow of ten thousand states stays far below. */
const MOST_VALUES = 500_000

/** With so many diagnostics, the rest of the value is not looked at. */
const MOST_FAULTS = 100

/** A value read once into plain objects and lists of our own, and what could not be read. */
export interface PlainReading {
  readonly value: unknown
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Copies a value of unknown origin, so that whatever it does when looked at (getters, proxies, cycles, endless depth) is
 * done with here. Functions and Standard Schemas are kept as they are. What can not be read is null in the copy.
 */
export function readPlain(input: unknown): PlainReading {
  const reader = new PlainReader()
  const value = reader.read(input, [])
  return { value, diagnostics: reader.diagnostics }
}

class PlainReader {
  readonly diagnostics: Diagnostic[] = []
  readonly #ancestors = new Set<object>()
  #values = 0
  #full = false

  read(input: unknown, path: DiagnosticPath): unknown {
    if (typeof input !== 'object' || input === null) return input
    if (this.#full) return null
    return this.#attempt(path, () => this.#readObject(input, path))
  }

  #attempt(path: DiagnosticPath, read: () => unknown): unknown {
    try {
      return read()
    } catch {
      return this.#refuse('unreadable-value', path, 'Reading this value throws an error.')
    }
  }

  #readObject(input: object, path: DiagnosticPath): unknown {
    if (this.#ancestors.has(input)) return this.#refuse('cyclic-value', path, 'The value holds itself, so it has no end and no JSON form.')
    if (path.length >= MOST_DEPTH) {
      return this.#refuse('too-deep', path.slice(0, SHOWN_DEPTH), `Something in here is nested more than ${MOST_DEPTH} levels deep.`)
    }
    if (path.at(-1) === 'schema' && '~standard' in input) return input
    if (!Array.isArray(input) && !isPlain(input)) {
      return this.#refuse('not-plain-data', path, 'A flow is plain data: objects, lists, texts, numbers, booleans and null.', nameOf(input))
    }
    this.#ancestors.add(input)
    try {
      return Array.isArray(input) ? this.#readList(input, path) : this.#readRecord(input, path)
    } finally {
      this.#ancestors.delete(input)
    }
  }

  #readList(list: readonly unknown[], path: DiagnosticPath): unknown {
    if (!this.#count(list.length)) return null
    return Array.from({ length: list.length }, (_, position) => this.#readProperty(list, position, path))
  }

  #readRecord(record: object, path: DiagnosticPath): unknown {
    const keys = Object.keys(record)
    if (!this.#count(keys.length)) return null
    const entries = keys.filter((key) => this.#isLegalKey(key, path)).map((key) => [key, this.#readProperty(record, key, path)] as const)
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
  }

  #readProperty(owner: object, key: string | number, path: DiagnosticPath): unknown {
    const propertyPath = [...path, key]
    return this.#attempt(propertyPath, () => this.read(Reflect.get(owner, key), propertyPath))
  }

  #isLegalKey(key: string, path: DiagnosticPath): boolean {
    if (key !== '__proto__') return true
    this.#refuse('illegal-name', [...path, key], 'A key named "__proto__" would change what every other name means.')
    return false
  }

  #count(values: number): boolean {
    this.#values += values
    if (this.#values <= MOST_VALUES) return true
    if (!this.#full) this.#refuse('too-large', [], `The flow holds more than ${MOST_VALUES} values.`)
    this.#full = true
    return false
  }

  #refuse(code: string, path: DiagnosticPath, message: string, found?: string): null {
    this.diagnostics.push(makeDiagnostic(code, 'error', path, message, { found }))
    if (this.diagnostics.length > MOST_FAULTS) this.#full = true
    return null
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null
}

function nameOf(value: object): string {
  const maker: unknown = value.constructor
  return typeof maker === 'function' && maker.name ? `an object of class ${maker.name}` : 'an object of a class'
}
