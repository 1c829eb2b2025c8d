import { type ConversationFlow, keyword } from 'talkchart'

interface DotEdge {
  readonly from: string
  readonly to: string
  readonly label: string | undefined
}

const TOKEN = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|#[^\n]*|"(?:\\.|[^"\\])*"|->|[\w\u0080-\uffff.-]+|[[\]{}=;,]/g

/**
 * Reads a graph in DOT as a flow: each node is a state that says its name, each labelled edge a transition that the words of its label fire. A node whose
 * only edge has no label goes on by itself. Of edges with one label the later ones are numbered, and heard after the first. The conversation begins where the first edge does.
 */
export function flowFromDot(source: string): ConversationFlow {
  const tokens = [...source.matchAll(TOKEN)].map(([token]) => token).filter((token) => !/^(?:\/\/|\/\*|#)/.test(token))
  const edges = edgesIn(tokens)
  const names = [...new Set(edges.flatMap(({ from, to }) => [from, to]))]
  const [first] = edges
  if (first === undefined) throw new Error('The graph has no edges.')
  const states = names.map(
    (name) =>
      [
        stateName(name),
        stateOf(
          name,
          edges.filter(({ from }) => from === name),
        ),
      ] as const,
  )
  return { name: unquoted(tokens[1] ?? 'graph'), initialState: stateName(first.from), states: Object.fromEntries(states) }
}

/** `a -> b -> c [label="x"]` is two edges of that label; attributes of nodes and of the graph are passed over. */
function edgesIn(tokens: readonly string[]): readonly DotEdge[] {
  const edges: DotEdge[] = []
  for (let at = 0; at < tokens.length; at += 1) {
    if (tokens[at] !== '->' || tokens[at - 2] === '->') continue
    const chain = [tokens[at - 1] ?? '']
    for (; tokens[at] === '->'; at += 2) chain.push(tokens[at + 1] ?? '')
    const label = tokens[at] === '[' ? labelIn(tokens.slice(at, tokens.indexOf(']', at))) : undefined
    for (const [position, to] of chain.slice(1).entries()) edges.push({ from: unquoted(chain[position] ?? ''), to: unquoted(to), label })
  }
  return edges
}

function labelIn(attributes: readonly string[]): string | undefined {
  const value = attributes[attributes.indexOf('label') + 2]
  return attributes.includes('label') && value !== undefined ? unquoted(value).trim() : undefined
}

function stateOf(name: string, edges: readonly DotEdge[]): ConversationFlow['states'][string] {
  const prompt = { say: `${name}.` }
  const [only, ...others] = edges
  if (only === undefined) return { prompt }
  if (others.length === 0 && only.label === undefined) return { prompt, advanceTo: stateName(only.to) }
  const named = edges.map(({ to, label = to }, position) => {
    const before = edges.slice(0, position).filter((edge) => (edge.label ?? edge.to) === label).length
    return { name: before === 0 ? label : `${label} ${before + 1}`, label, to }
  })
  return {
    prompt,
    transitions: Object.fromEntries(named.map(({ name, label }) => [name, keyword([label.replaceAll('-', ' ')], { match: 'word' })])),
    nextStates: Object.fromEntries(named.map(({ name, to }) => [name, stateName(to)])),
  }
}

function stateName(name: string): string {
  return name.replaceAll(/[./#$\\\s]+/g, '_')
}

function unquoted(token: string): string {
  return token.startsWith('"') ? token.slice(1, -1).replaceAll('\\"', '"') : token
}
