/**
 * The names of the GenAI conventions of OpenTelemetry 0.1.0, and talkchart's own. They are written out: the constants on npm still have names
 * that the conventions gave up.
 */
export const NAMES = {
  operation: 'gen_ai.operation.name',
  agent: 'gen_ai.agent.name',
  conversation: 'gen_ai.conversation.id',
  provider: 'gen_ai.provider.name',
  requestModel: 'gen_ai.request.model',
  requestStream: 'gen_ai.request.stream',
  outputType: 'gen_ai.output.type',
  timeToFirstChunk: 'gen_ai.response.time_to_first_chunk',
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  inputMessages: 'gen_ai.input.messages',
  outputMessages: 'gen_ai.output.messages',
  toolName: 'gen_ai.tool.name',
  toolType: 'gen_ai.tool.type',
  errorType: 'error.type',
  flowVersion: 'talkchart.flow.version',
  turn: 'talkchart.turn',
  state: 'talkchart.state',
  transition: 'talkchart.transition',
  phase: 'talkchart.phase',
  recovered: 'talkchart.recovered',
} as const

/** The operations; each span is named by its operation and what it is done with. */
export const OPERATIONS = { turn: 'invoke_workflow', call: 'chat', actor: 'execute_tool' } as const

/** The name of the event that a turn's span has for each state entered. */
export const STATE_ENTERED = 'talkchart.state.entered'

/** The name under which the spans are made. */
export const TRACER = 'talkchart'
