import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript-5.9'
import { describe, expect, inject, test } from 'vitest'
import { installedIn } from '../packaging/installed-package.js'
import { manifest, repository } from '../packaging/repository.js'
import { runSuccessfully } from '../packaging/run-command.js'
import { withoutCode } from './links.js'
import { pages } from './markdown.js'

const { completeProject } = await installedIn(inject('packageFolder'))
const textOf = (page: string): string => readFileSync(join(repository, page), 'utf8')

/** Asks the command itself. */
const helpOf = (...command: string[]) =>
  runSuccessfully(
    process.execPath,
    [join(completeProject, 'node_modules/talkchart/dist/cli/main.js'), ...command, '--help'],
    completeProject,
  )

const commands = [...(await helpOf()).matchAll(/^ {2}([a-z]+) /gm)].map(([, name = '']) => name).filter((name) => name !== 'help')

describe('the page of the command line', () => {
  const page = textOf('docs/guide/command-line.md')

  test('is held against commands', () => expect(commands).toContain('chat'))

  test.each(commands)('tells every option of %s', async (command) => {
    const section = new RegExp(`^### \`${command}\`\\n[\\s\\S]*?(?=^#|$(?![\\s\\S]))`, 'm').exec(page)?.[0] ?? ''
    const options = [...(await helpOf(command)).matchAll(/^ +(?:-\w, )?(--[a-z-]+)/gm)].map(([, option = '']) => option)
    expect(options).toContain('--debug')
    const common = ['--debug', '--help']
    expect(options.filter((option) => !common.includes(option) && !section.includes(`\`${option}`))).toEqual([])
    for (const option of common) expect(page).toContain(`\`${option}\``)
  })
})

/** Where the keys of each public type of options stand, as `key` in code. */
const PAGES_OF: Readonly<Record<string, string>> = {
  IngressOptions: 'docs/guide/restate.md',
  RestateHostOptions: 'docs/guide/restate.md',
  CommonRestateOptions: 'docs/guide/restate.md',
  RestateConversationOptions: 'docs/guide/restate.md',
  ConversationFlow: 'docs/reference/flow.md',
  FlowState: 'docs/reference/flow.md',
  Field: 'docs/guide/fields.md',
  FromRegexOptions: 'docs/guide/fields.md',
  PromptDefinition: 'docs/reference/flow.md',
  Budget: 'docs/reference/flow.md',
  Invoke: 'docs/reference/flow.md',
  InvokeInput: 'docs/reference/flow.md',
  EventDefinition: 'docs/reference/flow.md',
  EventWay: 'docs/reference/flow.md',
  Select: 'docs/reference/flow.md',
  ExtractOptions: 'docs/reference/flow.md',
  StateHookArguments: 'docs/reference/flow.md',
  AnswerOptions: 'docs/reference/conditions.md',
  KeywordOptions: 'docs/reference/conditions.md',
  LlmClassifierOptions: 'docs/reference/conditions.md',
  RegexOptions: 'docs/reference/conditions.md',
  SentimentOptions: 'docs/reference/conditions.md',
  CompileOptions: 'docs/guide/xstate.md',
  ConversationInput: 'docs/guide/xstate.md',
  OpenOptions: 'docs/guide/conversations.md',
  LeaseRequest: 'docs/reference/stores.md',
  ClaimOptions: 'docs/reference/stores.md',
  DueOptions: 'docs/reference/stores.md',
  PutOff: 'docs/reference/stores.md',
  LeaseOptions: 'docs/guide/conversations.md',
  ContractOptions: 'docs/guide/own-store.md',
  StoreUnderTest: 'docs/guide/own-store.md',
  SendOptions: 'docs/guide/conversations.md',
  Turn: 'docs/guide/conversations.md',
  SettledTurn: 'docs/guide/conversations.md',
  PruneOptions: 'docs/guide/conversations.md',
  PruneStoreOptions: 'docs/guide/conversations.md',
  ListOptions: 'docs/guide/conversations.md',
  RecordsOptions: 'docs/guide/conversations.md',
  LoadOptions: 'docs/guide/conversations.md',
  FileStoreOptions: 'docs/guide/conversations.md',
  IdbStoreOptions: 'docs/guide/conversations.md',
  PostgresSchemaOptions: 'docs/guide/conversations.md',
  DriftOptions: 'docs/guide/conversations.md',
  CommonOpenOptions: 'docs/guide/conversations.md',
  OpenMachineOptions: 'docs/guide/conversations.md',
  RespondRequest: 'docs/reference/models.md',
  UnderstandRequest: 'docs/reference/models.md',
  RequestFacts: 'docs/reference/models.md',
  RespondOptions: 'docs/reference/models.md',
  UnderstandOptions: 'docs/reference/models.md',
  Script: 'docs/reference/models.md',
  TemplateModelOptions: 'docs/reference/models.md',
  ModelErrorOptions: 'docs/reference/models.md',
  MessageOptions: 'docs/reference/models.md',
  UnderstandMessageOptions: 'docs/reference/models.md',
  OpenaiModelOptions: 'docs/reference/models.md',
  AiSdkModelOptions: 'docs/reference/models.md',
  AiSdkSettings: 'docs/reference/models.md',
  AiSdkProviderOptions: 'docs/reference/models.md',
  HttpModelOptions: 'docs/guide/http-model.md',
  ModelHandlerOptions: 'docs/guide/http-model.md',
  ServeOptions: 'docs/guide/http-model.md',
  RateLimitOptions: 'docs/guide/http-model.md',
  HostOptions: 'docs/guide/server.md',
  CommonHostOptions: 'docs/guide/server.md',
  FollowRequest: 'docs/guide/server.md',
  HandlerOptions: 'docs/guide/server.md',
  CommonWorkerOptions: 'docs/guide/worker.md',
  WorkerOptions: 'docs/guide/worker.md',
  UiMessageHandlerOptions: 'docs/guide/ai-sdk.md',
  HandlerRequest: 'docs/guide/server.md',
  HttpRequest: 'docs/guide/server.md',
  CommonReadOptions: 'docs/guide/server.md',
  ReadMachineOptions: 'docs/guide/server.md',
  ReadOptions: 'docs/guide/server.md',
  RemoteOptions: 'docs/guide/browser.md',
  UseConversationOptions: 'docs/guide/conversations.md',
  UseRemoteConversationOptions: 'docs/guide/browser.md',
  AnalysisOptions: 'docs/diagnostics/README.md',
  DrawingOptions: 'docs/guide/drawings.md',
  SvgOptions: 'docs/guide/drawings.md',
  DrawnFlowOptions: 'docs/guide/drawings.md',
  MachineSourceOptions: 'docs/guide/drawings.md',
  WhenOptions: 'docs/guide/drawings.md',
  FlowPathsOptions: 'docs/guide/testing.md',
  MutateOptions: 'docs/guide/testing.md',
  ProveOptions: 'docs/guide/prove.md',
  DescribeFlowOptions: 'docs/guide/testing.md',
  TraversalSettings: 'docs/guide/testing.md',
  MachineTraversalOptions: 'docs/guide/testing.md',
  InspectOptions: 'docs/guide/inspector.md',
  InspectorServerOptions: 'docs/guide/inspector.md',
  TelemetryOptions: 'docs/guide/telemetry.md',
  Telemetry: 'docs/guide/telemetry.md',
}

/** The keys of every public type of the package, by its name. */
function publicKeys(): ReadonlyMap<string, readonly string[]> {
  const entries = Object.values(manifest.exports).flatMap((target) =>
    typeof target === 'string' || target.types.includes('*') ? [] : [target.types],
  )
  const files = entries.map((entry) => join(completeProject, 'node_modules/talkchart', entry))
  const { NodeNext: module } = ts.ModuleKind
  const program = ts.createProgram(files, { module, target: ts.ScriptTarget.ES2022, strict: true, skipLibCheck: true, types: [] })
  const checker = program.getTypeChecker()
  const keysOf = (type: ts.Type): string[] => {
    const parts = type.isUnion() ? type.types : [type]
    const names = parts.flatMap((part) => checker.getPropertiesOfType(part).map(({ name }) => name))
    return [...new Set(names)].filter((name) => !name.startsWith('__'))
  }
  const exported = files.flatMap((file) => {
    const source = program.getSourceFile(file)
    const symbol = source && checker.getSymbolAtLocation(source)
    return symbol ? checker.getExportsOfModule(symbol) : []
  })
  return new Map(
    exported.map((symbol) => {
      const declared = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
      return [symbol.name, keysOf(checker.getDeclaredTypeOfSymbol(declared))]
    }),
  )
}

describe('the pages', () => {
  const keys = publicKeys()

  test('are held against every public type of options', () => {
    const named = [...keys.keys()].filter((name) => /^[A-Z].*(?:Options|Request)$/.test(name))
    expect(named).toContain('SendOptions')
    expect(named.filter((name) => !(name in PAGES_OF))).toEqual([])
    expect(Object.keys(PAGES_OF).filter((name) => !keys.has(name))).toEqual([])
    expect(Object.values(PAGES_OF).filter((page) => !pages.includes(page))).toEqual([])
  })

  test.each(Object.entries(PAGES_OF))('tell every key of %s on %s', (name, page) => {
    // In a table, in a sentence, or as one of several in braces: `{ id?, onDelta? }`.
    const codes = [...withoutCode(textOf(page)).matchAll(/`[^`\n]+`/g)].map(([code]) => code).join('\n')
    const missing = (keys.get(name) ?? []).filter((key) => !new RegExp(`(?<![\\w.])${key}(?!\\w)`).test(codes))
    expect(missing).toEqual([])
  })
})
