// What pages built for production have in place of words that only developers read.
import type { didYouMean as suggest } from './suggest.js'

/** Stands for `didYouMean`: what names may be meant is said in development. */
export const didYouMean: typeof suggest = () => undefined

/** Stands for the whole `describeCondition`, whose words are for the reader of a chart. */
export function describeCondition({ type }: { readonly type: string }): string {
  return type
}
