import type { didYouMean as suggest } from './suggest.js'

/** In place of `didYouMean` in pages built for production: what names may be meant is said in development. */
export const didYouMean: typeof suggest = () => undefined
