import { isNode, LineCounter, parseDocument } from 'yaml'
import type { DiagnosticPath } from '../../diagnostics/diagnostic.js'

/** A place in a file, both counted from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Finds the place of a path in a YAML or JSON document; the nearest part around it where it is not written. */
export type FindPosition = (path: DiagnosticPath) => Position | undefined

/** Loads what finds places: mostly nobody asks for one. */
export type LoadPositions = () => Promise<FindPosition>

/** A flow as written in a file, before it is checked. */
export interface WrittenFlow {
  readonly value: unknown
  readonly positions: LoadPositions
}

/** Returns a parsed document that knows where its parts stand. JSON is read as YAML, which holds it. */
export function positionedDocument(text: string) {
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, logLevel: 'silent' })
  const positionAt = (offset: number): Position => {
    const { line, col } = counter.linePos(offset)
    return { line, column: col }
  }
  const find: FindPosition = (path) => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true)
      if (isNode(node) && node.range) return positionAt(node.range[0])
    }
    return undefined
  }
  return { document, positionAt, find }
}
