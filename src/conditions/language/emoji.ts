/** Emoji that are answers in every language. */
export const YES_EMOJI: readonly string[] = ['👍', '👌', '✅', '✔', '☑', '🆗', '💯', '🙌', '🤝', '🫡', '👏']
export const NO_EMOJI: readonly string[] = ['👎', '❌', '✖', '🚫', '⛔', '🙅', '🛑', '✋']
export const UNSURE_EMOJI: readonly string[] = ['🤷', '🤔', '😕']
