import { builtinModules } from 'node:module'

/**
 * Which way imports may go. Each layer may import only from the layers before it, so that a reader can take the
 * project in from the bottom up, and so that a flow that needs little brings little into a browser bundle.
 */
const layers = [
  'diagnostics',
  'chart',
  'conditions',
  'definition',
  'model',
  'machine',
  'runtime',
  'compile',
  'parse',
  'stores',
  'conversation',
  'open',
  'server',
  'remote',
  'restate',
]

/** Stand beside each other, above the layers. */
const tools = ['analysis', 'testing', 'inspect', 'otel', 'page', 'react']
const programs = ['cli']

const folders = (names) => `^src/(?:${names.join('|')})/`

const layerRules = layers.map((layer, position) => ({
  name: `${layer}-imports-only-earlier-layers`,
  comment: `src/${layer} stands on ${layers.slice(0, position).join(', ') || 'nothing'}; an import upwards would tie the two together for good.`,
  severity: 'error',
  from: { path: folders([layer]) },
  to: { path: '^(?:src|machines|test)/', pathNot: folders(layers.slice(0, position + 1)) },
}))

const endRules = programs.map((end) => ({
  name: `${end}-is-an-end`,
  comment: `src/${end} is an entry point: nothing inside the library builds on it.`,
  severity: 'error',
  from: { path: '^(?:src|machines)/', pathNot: folders([end]) },
  to: { path: folders([end]) },
}))

const sideRules = [
  {
    name: 'tools-stay-beside',
    comment: 'Nobody should pay for analysis, testing, inspection, telemetry or React at run time who did not ask for it.',
    severity: 'error',
    from: { path: '^(?:src|machines)/', pathNot: folders([...tools, ...programs]) },
    to: { path: folders(tools) },
  },
  {
    name: 'source-never-imports-tests',
    comment: 'The package ships without its tests.',
    severity: 'error',
    from: { path: '^(?:src|machines)/' },
    to: { path: '^test/' },
  },
  {
    name: 'no-cycles',
    comment: 'Two files that need each other are one file, or hide a third.',
    severity: 'error',
    from: { path: '^(?:src|machines)/' },
    to: { circular: true },
  },
  {
    name: 'no-orphans',
    comment: 'A file that nothing imports and that imports nothing is dead.',
    severity: 'error',
    from: { orphan: true, path: '^src/', pathNot: ['\\.d\\.ts$', '^src/page/'] },
    to: {},
  },
  {
    name: 'everything-resolves',
    comment: 'An import that can not be resolved is broken, and is one that none of these rules can judge.',
    severity: 'error',
    from: { path: '^(?:src|machines)/' },
    to: { couldNotResolve: true, pathNot: '^talkchart(?:/|$)' },
  },
  {
    name: 'runtime-dependencies-are-declared',
    comment: 'What the source imports is installed with the package; a development dependency is not.',
    severity: 'error',
    // The page is built: what it imports stands in its file.
    from: { path: '^src/', pathNot: '^src/page/' },
    to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm', 'npm-peer', 'npm-optional', 'type-only'] },
  },
]

/** The folders of src/conversation, from the bottom up. */
const conversationFolders = ['api', 'record', 'migration', 'live']

const conversationRules = [
  {
    name: 'conversation-never-imports-compile',
    comment: 'A page with a generated machine opens conversations without the compiler: only src/open imports both.',
    severity: 'error',
    from: { path: '^src/conversation/' },
    to: { path: '^src/compile/' },
  },
  ...conversationFolders.map((folder, position) => ({
    name: `conversation-${folder}-imports-only-earlier-folders`,
    comment:
      'What a conversation promises stands below its records, these below what fits them to a flow, and that below the life of an open one.',
    severity: 'error',
    from: { path: `^src/conversation/${folder}/` },
    to: { path: `^src/conversation/(?:${['index\\.ts', ...conversationFolders.slice(position + 1)].join('|')})` },
  })),
]

/** A package and the only folders that may import it. */
const owner = (name, packages, owners, reason) => ({
  name: `only-${name}`,
  comment: reason,
  severity: 'error',
  from: { path: '^(?:src|machines)/', pathNot: owners },
  to: { path: packages.map((item) => `(?:^|/)node_modules/${item}(?:/|$)|^${item}(?:/|$)`).join('|') },
})

const ownerRules = [
  owner(
    'model-openai-imports-openai',
    ['openai'],
    ['^src/model/openai/'],
    'The client is an optional peer: a flow without it must not need it.',
  ),
  owner('page-imports-preact', ['preact'], ['^src/page/'], 'The page of the playground is built; nothing that is installed needs it.'),
  owner('store-idb-imports-idb-keyval', ['idb-keyval'], ['^src/stores/idb/'], 'IndexedDB is for the browser entry of one store.'),
  owner('store-postgres-imports-pg', ['pg'], ['^src/stores/postgres/'], 'The driver is for the entry of one store.'),
  owner(
    'inspect-imports-the-inspector',
    ['@statelyai/inspect', 'ws'],
    ['^src/inspect/'],
    'The inspector is an optional peer: a conversation that nobody watches must not need it.',
  ),
  owner(
    'otel-imports-opentelemetry',
    ['@opentelemetry'],
    ['^src/otel/'],
    'The API of OpenTelemetry is an optional peer: a conversation that nobody traces must not need it.',
  ),
  owner('react-imports-react', ['react'], ['^src/react/'], 'React is an optional peer: a page without it must not need it.'),
  owner(
    'regex-imports-re2js',
    ['re2js'],
    ['^src/conditions/kinds/regex/'],
    'The engine is larger than XState: it comes with regex conditions alone.',
  ),
  owner(
    'date-imports-chrono',
    ['chrono-node'],
    ['^src/conditions/fields/(?:date-evaluator\\.ts|chrono\\.(?:cjs|d\\.cts))$'],
    'The engine is larger than XState: it comes with fields that are read as days alone.',
  ),
  owner(
    'sentiment-imports-vader',
    ['vader-sentiment'],
    ['^src/conditions/kinds/sentiment/'],
    'The lexicon is large: it comes with sentiment conditions alone.',
  ),
  owner(
    'extract-imports-the-validator',
    ['@cfworker/json-schema'],
    ['^src/definition/(?:extract-evaluator|event)\\.ts$', '^src/cli/chat/ask-person\\.ts$'],
    'The JSON Schema validator comes with extractions and the payloads of events alone.',
  ),
  owner(
    'few-folders-import-xstate',
    ['xstate', '@xstate/graph'],
    [
      '^src/(?:machine|runtime|compile|conversation|testing)/',
      '^src/analysis/(?:loops/machine-edges|explain/traced-machine)',
      '^src/cli/inspect',
    ],
    'XState is touched in few places, so that its next major version is a small change.',
  ),
]

const packages = (names) => `(?:^|/)(?:node_modules/)?(?:${names.join('|')})(?:/|$)`
const nodeModules = `^(?:node:)?(?:${builtinModules.join('|')})$`

const reachRules = [
  {
    name: 'index-runs-anywhere',
    comment: 'The main entry runs in a browser: what it reaches never needs Node or an optional package.',
    severity: 'error',
    from: { path: '^src/index\\.ts$' },
    to: {
      path: [packages(['openai', 'pg', 'react', 'idb-keyval', '@statelyai', 'ws', '@opentelemetry', '@restatedev']), nodeModules],
      reachable: true,
    },
  },
  {
    name: 'running-brings-no-engine',
    comment: 'Running a flow brings no regex engine, lexicon or validator: the factories and parseFlow bring what a flow uses.',
    severity: 'error',
    // The entry for generated machines hands `extract` on.
    from: {
      path: ['^src/(?:machine|runtime|compile|conversation|open)/', '^src/stores/memory/', '^src/model/[^/]+\\.ts$'],
      pathNot: '^src/runtime/index\\.ts$',
    },
    to: { path: packages(['re2js', 'vader-sentiment', '@cfworker', 'chrono-node']), reachable: true },
  },
  {
    name: 'runtime-entry-never-reaches-compile',
    comment: 'A page with a generated machine carries no compiler.',
    severity: 'error',
    from: { path: '^src/runtime\\.ts$' },
    to: { path: '^src/(?:compile|open)/', reachable: true },
  },
  {
    name: 'only-parsing-imports-schemas',
    comment: 'The schema of a condition type stands in its home, and only what reads unknown data takes it from there.',
    severity: 'error',
    from: { path: '^(?:src|machines)/', pathNot: ['^src/definition/parse/', '-schema\\.ts$'] },
    to: { path: '^src/conditions/(?:kinds/.*-schema|schema-parts)\\.ts$' },
  },
  {
    name: 'compiling-brings-no-schema-library',
    comment: 'Flows written in TypeScript are checked by its types; only what reads unknown data needs the schema library.',
    severity: 'error',
    from: { path: '^src/(?:machine|runtime|compile)/' },
    to: { path: packages(['valibot']), reachable: true },
  },
]

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [...layerRules, ...endRules, ...sideRules, ...conversationRules, ...ownerRules, ...reachRules],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    // Its parser reads no JSX. What of the page has none is judged.
    exclude: { path: ['^dist/', '\\.tsx$'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.d.ts'],
    },
  },
}
