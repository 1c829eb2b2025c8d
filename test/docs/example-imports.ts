import ts from 'typescript-5.9'
import { parse } from './assertions.js'

/** What examples in doc comments may use without saying where it comes from. Pages for users always say it. */
const GIVEN: Readonly<Record<string, string>> = {
  flow: `const flow = defineFlow({
  name: 'simple_greeting',
  initialState: 'greeting',
  states: {
    greeting: {
      prompt: { say: 'Hello! Shall we go on?' },
      transitions: { continue: keyword(['yes', 'sure', 'ok']) },
      nextStates: { continue: 'help' },
    },
    help: { prompt: { say: 'How can I help?' } },
  },
})`,
  machine: 'const machine = compileFlow(flow)',
  model: 'const model = templateModel()',
  store: 'const store = memoryStore()',
  error: `const error: unknown = new Error('Something else went wrong.')`,
  conversation: 'const conversation = await openConversation({ flow, model, store })',
}

/** Puts in front of an example what it needs: the given values that it names, and imports of the names in `exporters` (name to module). */
export function withImports(code: string, exporters: ReadonlyMap<string, string>): string {
  const complete = withGiven(code)
  const used = freeNames(complete)
  const imports = [...exporters].filter(([name]) => used.has(name)).map(([name, module]) => `import { ${name} } from '${module}'\n`)
  return imports.join('') + complete
}

function withGiven(code: string): string {
  const used = freeNames(code)
  const name = Object.keys(GIVEN).findLast((given) => used.has(given))
  return name === undefined ? code : withGiven(`${GIVEN[name]}\n${code}`)
}

/** The names that a piece of code uses and does not declare. Scopes are not told apart: examples are short. */
function freeNames(code: string): Set<string> {
  const declared = new Set<string>()
  const used = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isMemberName(node)) (isDeclaration(node) ? declared : used).add(node.text)
    ts.forEachChild(node, visit)
  }
  visit(parse(code))
  return new Set([...used].filter((name) => !declared.has(name)))
}

function isDeclaration(node: ts.Identifier): boolean {
  const { parent } = node
  const names =
    ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isFunctionDeclaration(parent) || ts.isBindingElement(parent)
  return (names && parent.name === node) || ts.isImportSpecifier(parent) || ts.isImportClause(parent) || ts.isNamespaceImport(parent)
}

function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node
  return (ts.isPropertyAccessExpression(parent) && parent.name === node) || (ts.isPropertyAssignment(parent) && parent.name === node)
}
