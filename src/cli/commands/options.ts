import type { Command } from 'commander'

/** Lets a command be told what the application compiles the flow with. */
export function withFlowOptions(command: Command): Command {
  return command
    .option('--prompts <file>', 'the prompts option of compileFlow: a .json or .yaml file, or a module that exports prompts')
    .option('--stemmers', 'the stemmers option of compileFlow: the stemmers of talkchart/languages')
}
