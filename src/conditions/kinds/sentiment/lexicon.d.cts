/** Returns the VADER score of a text, from -1 to 1. */
export declare function scoreOf(text: string): number
