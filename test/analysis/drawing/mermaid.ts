import { Window } from 'happy-dom'
import * as v from 'valibot'

// Mermaid cleans the texts of a diagram by a library that asks for a document, also when nothing is drawn.
const window = new Window()
// It is told that it can clean nothing: in this document it loses text, and what is tested is text as it was written.
Object.defineProperty(window.document.implementation, 'createHTMLDocument', { value: undefined })
Object.assign(globalThis, { window, document: window.document, Element: window.Element })
const { default: mermaid } = await import('mermaid')
// The kinds of diagrams are known from the first one on.
await mermaid.parse('flowchart TB')

const databaseSchema = v.looseObject({ getVertices: v.function(), getEdges: v.function() })
const vertices = v.map(v.string(), v.looseObject({ id: v.string(), text: v.optional(v.string(), ''), classes: v.array(v.string()) }))
const edges = v.array(
  v.looseObject({ start: v.string(), end: v.string(), text: v.string(), stroke: v.string(), style: v.optional(v.array(v.string()), []) }),
)

/** Mermaid's marks for the characters that `#code;` stands for, which it puts back when it draws. */
const CODE = /ﬂ°°(\d+)¶ß/g

export interface ParsedDiagram {
  /** By id. */
  readonly nodes: ReadonlyMap<string, { readonly text: string; readonly classes: readonly string[] }>
  readonly edges: readonly {
    readonly from: string
    readonly to: string
    readonly text: string
    readonly isDotted: boolean
    readonly style: string
  }[]
}

/** Reads a diagram by Mermaid's own parser; rejects when it can not. */
export async function parseMermaid(source: string): Promise<ParsedDiagram> {
  const diagram = await mermaid.mermaidAPI.getDiagramFromText(source)
  const database = v.parse(databaseSchema, diagram.db)
  const nodes = v.parse(vertices, database.getVertices())
  return {
    nodes: new Map([...nodes].map(([id, { text, classes }]) => [id, { text: decoded(text), classes }])),
    edges: v.parse(edges, database.getEdges()).map(({ start, end, text, stroke, style }) => ({
      from: start,
      to: end,
      text: decoded(text),
      isDotted: stroke === 'dotted',
      style: style.join(';'),
    })),
  }
}

function decoded(text: string): string {
  return text.replace(CODE, (_mark, code: string) => String.fromCodePoint(Number(code)))
}
