/** A query and its parameters. */
export interface Statement {
  readonly text: string
  readonly values: readonly unknown[]
}
