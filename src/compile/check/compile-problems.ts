import { type ByType, byType } from '../../conditions/by-type.js'
import type { AnswerCondition, GuardCondition, LeafType, LlmClassifierCondition, SentimentCondition } from '../../conditions/condition.js'
import { isEnglish, primaryLanguage } from '../../conditions/kinds/keyword/stemmers.js'
import { isByModel } from '../../conditions/kinds/sentiment/sentiment-kind.js'
import { KNOWN_LANGUAGES } from '../../conditions/language/known-languages.js'
import { type Speech, speechOf } from '../../conditions/language/speech.js'
import { leafConditions } from '../../conditions/leaves.js'
import { checkFlow } from '../../definition/check-flow.js'
import { flowTransitions } from '../../definition/condition-parts.js'
import { dataTemplates } from '../../definition/data-templates.js'
import { isExtractDescribed } from '../../definition/extract-schema.js'
import type { ConversationFlow } from '../../definition/flow.js'
import { asWritten, unfold } from '../../definition/flows/unfold.js'
import { promptUses } from '../../definition/prompt-uses.js'
import { mixedPrompts } from '../../definition/rules/prompts.js'
import { templatesOf, wordingsOf } from '../../definition/wordings.js'
import type { Diagnostic, DiagnosticPath } from '../../diagnostics/diagnostic.js'
import { isRecord } from '../../diagnostics/json.js'
import { makeDiagnostic } from '../../diagnostics/make-diagnostic.js'
import { quote, quoteList } from '../../diagnostics/quote.js'
import { isBuiltInGuard } from '../../machine/implementation-names.js'
import { templateProblem } from '../../model/render-template.js'
import type { CompileOptions } from '../compile-options.js'
import { fieldLanguageOf } from '../config/field-language.js'
import { resolvePrompt } from '../plan/prompt.js'

/** Finds everything that keeps a flow from being compiled: its structure, its prompts, its conditions' engines. */
export function compileProblems(flow: ConversationFlow, options: CompileOptions): readonly Diagnostic[] {
  const shape = shapeProblems(flow)
  if (shape.length > 0) return shape
  const structural = checkFlow(flow).filter(({ severity }) => severity === 'error')
  const whole = unfold(flow)
  const found = [
    ...languageProblems(whole, options),
    ...promptProblems(whole, options),
    ...mixedProblems(whole, options),
    ...dataTemplateProblems(whole),
    ...conditionProblems(whole, options),
    ...extractProblems(whole),
    ...fieldProblems(whole),
  ]
  return [...structural, ...found.map((diagnostic) => asWritten(diagnostic, flow))]
}

const WRITE_A_SUB_FLOW = 'Write { name: { states: { … } } }.'
const WRITE_A_FLOW = 'Write the flow with defineFlow({ name, initialState, states }), or read it with parseFlow(…).'

/** Finds what keeps a value that TypeScript did not check from being looked at as a flow. `parseFlow` checks everything. */
export function shapeProblems(flow: unknown): readonly Diagnostic[] {
  if (!isRecord(flow)) return [wrongType('a flow', [], flow, WRITE_A_FLOW)]
  if (!isRecord(flow.states)) return [wrongType('an object of states', ['states'], flow.states, WRITE_A_FLOW)]
  const states = Object.entries(flow.states).flatMap(([name, state]) => stateProblems(['states', name], state))
  return [...states, ...flowsShapeProblems(flow.flows), ...conditionShapeProblems(['globalTransitions'], flow.globalTransitions)]
}

function flowsShapeProblems(flows: unknown): readonly Diagnostic[] {
  if (flows === undefined) return []
  if (!isRecord(flows)) return [wrongType('an object of flows', ['flows'], flows, WRITE_A_SUB_FLOW)]
  return Object.entries(flows).flatMap(([name, inner]) => {
    if (!isRecord(inner)) return [wrongType('a flow', ['flows', name], inner, WRITE_A_SUB_FLOW)]
    if (!isRecord(inner.states)) return [wrongType('an object of states', ['flows', name, 'states'], inner.states, WRITE_A_SUB_FLOW)]
    return Object.entries(inner.states).flatMap(([state, value]) => stateProblems(['flows', name, 'states', state], value))
  })
}

function stateProblems(path: DiagnosticPath, state: unknown): readonly Diagnostic[] {
  if (!isRecord(state)) return [wrongType('a state', path, state, 'Write { prompt: … }.')]
  const prompt = state.prompt
  const isPrompt = prompt === undefined || typeof prompt === 'string' || isRecord(prompt)
  const missing = isPrompt
    ? []
    : [wrongType('a prompt', [...path, 'prompt'], prompt, 'Write a name, or { say: "…" }, or { instruct: "…" }.')]
  return [...missing, ...conditionShapeProblems([...path, 'transitions'], state.transitions)]
}

function conditionShapeProblems(path: DiagnosticPath, transitions: unknown): readonly Diagnostic[] {
  if (transitions === undefined) return []
  if (!isRecord(transitions)) return [wrongType('an object of conditions', path, transitions, 'Write { name: keyword(["…"]) }.')]
  return Object.entries(transitions).flatMap(([name, condition]) => misshapenParts(condition, [...path, name]).slice(0, MOST_MISSHAPEN))
}

const MOST_MISSHAPEN = 10
const MAKE_IT = 'Make it with keyword(…), regex(…), always() or another factory.'

type Shape = readonly [expected: string, isSo: (value: unknown) => boolean]

const TEXT: Shape = ['a text', (value) => typeof value === 'string']
const TEXTS: Shape = ['a list of texts', (value) => Array.isArray(value) && value.every((each) => typeof each === 'string')]
const FUNCTION: Shape = ['a function', (value) => typeof value === 'function']

/** What each type of condition can not be looked at without. */
const NEEDED: Readonly<Record<string, Readonly<Record<string, Shape>>>> = {
  keyword: { words: TEXTS },
  regex: { pattern: TEXT },
  llmClassifier: { prompt: TEXT, targetClass: TEXT },
  guard: { name: TEXT },
  custom: { fn: FUNCTION },
}

/** Finds the parts of a condition that are no conditions, or lack what makes them some; without recursion, for conditions of any depth. */
function misshapenParts(root: unknown, path: DiagnosticPath): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  const waiting: { readonly part: unknown; readonly path: DiagnosticPath }[] = [{ part: root, path }]
  const seen = new Set<unknown>()
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { part, path: place } = next
    if (!isRecord(part) || typeof part.type !== 'string') found.push(wrongType('a condition', place, part, MAKE_IT))
    else if (!seen.has(part)) {
      found.push(...missingIn(part, place))
      waiting.push(...partsWithin(part, place).toReversed())
    }
    seen.add(part)
  }
  return found
}

function missingIn(part: Readonly<Record<string, unknown>>, path: DiagnosticPath): readonly Diagnostic[] {
  const needed = Object.entries(Object.hasOwn(NEEDED, String(part.type)) ? (NEEDED[String(part.type)] ?? {}) : neededBy(part))
  return needed.flatMap(([key, [expected, isSo]]) => (isSo(part[key]) ? [] : [wrongType(expected, [...path, key], part[key], MAKE_IT)]))
}

/** A test of the data is a function, or a path with a test; a composition has parts. */
function neededBy({ type, fn }: Readonly<Record<string, unknown>>): Readonly<Record<string, Shape>> {
  if (type === 'context') return fn === undefined ? { path: TEXT, test: ['an object of tests', isRecord] } : { fn: FUNCTION }
  return type === 'all' || type === 'any' ? { conditions: ['a list of conditions', Array.isArray] } : {}
}

function partsWithin({ type, condition, conditions }: Readonly<Record<string, unknown>>, path: DiagnosticPath) {
  if (type === 'not') return [{ part: condition, path: [...path, 'condition'] }]
  if ((type !== 'all' && type !== 'any') || !Array.isArray(conditions)) return []
  return conditions.map((part: unknown, position) => ({ part, path: [...path, 'conditions', position] }))
}

function wrongType(expected: string, path: DiagnosticPath, found: unknown, suggestion: string): Diagnostic {
  return makeDiagnostic('wrong-type', 'error', path, `This is not ${expected}.`, { found: quote(found), suggestion })
}

function malformed(template: string, path: DiagnosticPath): readonly Diagnostic[] {
  const problem = templateProblem(template)
  return problem === undefined ? [] : [makeDiagnostic('invalid-template', 'error', path, `The template can not be rendered: ${problem}.`)]
}

/** Finds what can not be rendered of what is set, and of what is suggested. */
function dataTemplateProblems(flow: ConversationFlow): readonly Diagnostic[] {
  return [...dataTemplates(flow)].flatMap(({ template, path }) => malformed(template, path))
}

/** A list of prompts counts as one, wherever its prompts come from. What stands in the flow itself `checkFlow` looks at. */
function mixedProblems(flow: ConversationFlow, { prompts }: CompileOptions): readonly Diagnostic[] {
  if (prompts === undefined) return []
  const mixed = (source: CompileOptions['prompts']) => [...mixedPrompts(flow, (prompt) => resolvePrompt(flow, source, prompt))]
  const told = new Set(mixed(undefined).map(({ path }) => JSON.stringify(path)))
  return mixed(prompts).filter(({ path }) => !told.has(JSON.stringify(path)))
}

function promptProblems(flow: ConversationFlow, options: CompileOptions): readonly Diagnostic[] {
  return [...promptUses(flow)].flatMap(({ path, prompt }) => {
    // A prompt without a name, or without words, is one that `checkFlow` tells of.
    if (prompt === '') return []
    const definition = resolvePrompt(flow, options.prompts, prompt)
    if (definition === undefined) {
      const known = Object.keys(flow.prompts ?? {})
      const choices = known.length === 0 ? 'The flow defines no prompts' : `The flow defines ${quoteList(known, 'and')}`
      const message = `There is no prompt named ${quote(prompt)}. ${choices}.`
      return [
        makeDiagnostic('unknown-prompt', 'error', path, message, {
          suggestion: 'Define it in `prompts`, give it by the `prompts` option, or write it inline: { say: "…" }.',
        }),
      ]
    }
    return [...wordingsOf(definition, path)].flatMap((placed) =>
      [...templatesOf(placed)].flatMap(([template, place]) => malformed(template, place)),
    )
  })
}

function conditionProblems(flow: ConversationFlow, options: CompileOptions): readonly Diagnostic[] {
  const speech = speechOf(flow.language, options.stemmers)
  return [...flowTransitions(flow)].flatMap(({ path, condition }) =>
    leafConditions(condition)
      .filter(({ type }) => Object.hasOwn(LEAF_PROBLEMS, type))
      .flatMap((leaf) => byType<LeafType, LeafCheck, readonly Diagnostic[]>(LEAF_PROBLEMS, leaf, path, options, speech)),
  )
}

/** A flow in a language that is known, but was not given, would compare words as those of no language. */
function languageProblems({ language }: ConversationFlow, { stemmers = {} }: CompileOptions): readonly Diagnostic[] {
  const primary = primaryLanguage(language)
  if (isEnglish(primary) || Object.hasOwn(stemmers, primary) || !KNOWN_LANGUAGES.includes(primary)) return []
  const suggestion = `Give compileFlow { stemmers }, or { stemmers: { ${primary}: stemmers.${primary} } }, from "talkchart/languages" (on the command line: --stemmers).`
  return [
    makeDiagnostic('missing-stemmer', 'error', ['language'], `compileFlow has no stemmer for ${quote(language)}, the flow's language.`, {
      suggestion,
    }),
  ]
}

function answerProblems(
  { type }: AnswerCondition,
  path: DiagnosticPath,
  _: CompileOptions,
  { rules, language, isEnglish: isBuiltIn }: Speech,
): readonly Diagnostic[] {
  if (isBuiltIn || rules?.answers !== undefined) return []
  const suggestion = 'Write keyword([…]) with the words of that language.'
  return [
    makeDiagnostic(
      'unknown-answers',
      'error',
      path,
      `How people say yes and no in the language ${quote(language)} is not known, so ${type}() can not be judged.`,
      { suggestion },
    ),
  ]
}

function sentimentProblems(
  condition: SentimentCondition,
  path: DiagnosticPath,
  _: CompileOptions,
  { isEnglish: isKnown, language }: Speech,
): readonly Diagnostic[] {
  if (isKnown || isByModel(condition)) return []
  const suggestion = 'Say { by: "model" }, or write keyword([…]).'
  return [
    makeDiagnostic('english-only', 'error', path, `The lexicon of sentiments is English, and the flow speaks ${quote(language)}.`, {
      suggestion,
    }),
  ]
}

type LeafCheck = [path: DiagnosticPath, options: CompileOptions, speech: Speech]

/** What only the compiler can check: the names that machines keep to themselves, templates, and the models that are given. */
const LEAF_PROBLEMS = {
  always: noProblems,
  keyword: noProblems,
  affirm: answerProblems,
  deny: answerProblems,
  unsure: answerProblems,
  regex: noProblems,
  sentiment: sentimentProblems,
  context: noProblems,
  custom: noProblems,
  guard: guardProblems,
  llmClassifier: classifierProblems,
} satisfies ByType<LeafType, LeafCheck, readonly Diagnostic[]>

function noProblems(): readonly Diagnostic[] {
  return []
}

function guardProblems({ name }: GuardCondition, path: DiagnosticPath): readonly Diagnostic[] {
  if (!isBuiltInGuard(name) && !name.startsWith('composed')) return []
  const suggestion = 'Give your guard another name.'
  return [makeDiagnostic('reserved-guard-name', 'error', path, `The guard name ${quote(name)} is talkchart's own.`, { suggestion })]
}

function classifierProblems(
  { prompt, model }: LlmClassifierCondition,
  path: DiagnosticPath,
  options: CompileOptions,
): readonly Diagnostic[] {
  const problem = templateProblem(prompt)
  if (problem !== undefined) return [makeDiagnostic('invalid-template', 'error', path, `The template can not be rendered: ${problem}.`)]
  const models = Object.keys(options.models ?? {})
  if (model === undefined || options.models === undefined || models.includes(model)) return []
  return [
    makeDiagnostic('unknown-model', 'error', path, `There is no model named ${quote(model)}; \`models\` has ${quoteList(models, 'and')}.`),
  ]
}

function extractProblems(flow: ConversationFlow): readonly Diagnostic[] {
  return Object.entries(flow.states).flatMap(([name, { extract }]) => {
    if (extract === undefined || extract.run !== undefined || isExtractDescribed(extract)) return []
    const message = 'The schema can not be told to the model: it does not implement Standard JSON Schema.'
    return [
      makeDiagnostic('opaque-schema', 'error', ['states', name, 'extract', 'schema'], message, {
        suggestion: 'Give `fields` beside it, or a `run` function.',
      }),
    ]
  })
}

/** Fields come with what reads and asks for them, so that only pages that need it load it. */
function fieldProblems(flow: ConversationFlow): readonly Diagnostic[] {
  if (flow.fields === undefined || fieldLanguageOf(flow) !== undefined) return []
  const message = 'These fields came without what reads and asks for them.'
  return [
    makeDiagnostic('missing-evaluator', 'error', ['fields'], message, {
      suggestion: 'Write fields: fields({ … }), with fields from "talkchart", or read the flow with parseFlow(…).',
    }),
  ]
}
