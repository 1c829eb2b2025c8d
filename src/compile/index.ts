export { compileFlow } from './compile-flow.js'
export type { CompileOptions, PromptSource } from './compile-options.js'
