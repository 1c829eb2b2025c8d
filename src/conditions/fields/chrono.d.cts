import type * as Chrono from 'chrono-node'

/** Returns chrono, and loads it the first time. */
export declare function chrono(): typeof Chrono
