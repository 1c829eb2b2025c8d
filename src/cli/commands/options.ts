import { type Command, InvalidArgumentError } from 'commander'

/** Lets a command be told what the application compiles the flow with. */
export function withFlowOptions(command: Command): Command {
  return command
    .option('--prompts <file>', 'the prompts option of compileFlow: a .json or .yaml file, or a module that exports prompts')
    .option('--stemmers', 'the stemmers option of compileFlow: the stemmers of talkchart/languages')
}

/** Reads an option that may not be empty. */
export function notEmpty(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('It is empty.')
  return value
}

/** Reads the number of a port. */
export function port(value: string): number {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) throw new InvalidArgumentError('It is no port: a whole number from 0 to 65535.')
  return Number(value)
}

/** Reads a share in percent. */
export function percent(value: string): number {
  const number = Number(value)
  if (value.trim() === '' || !(number >= 0 && number <= 100)) throw new InvalidArgumentError('It is no number from 0 to 100.')
  return number
}

/** Reads a whole number from 1 on. */
export function countingNumber(value: string): number {
  if (!/^\d+$/.test(value) || Number(value) === 0) throw new InvalidArgumentError('It is no whole number from 1 on.')
  return Number(value)
}

/** Reads a whole number from 0 on. */
export function wholeNumber(value: string): number {
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError('It is no whole number.')
  return Number(value)
}
