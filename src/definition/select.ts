import type { Select } from './flow.js'

/**
 * A next state that is chosen at run time among declared candidates: by the model, or by your own `choose`.
 * When none of them is chosen, the transition does not hold.
 *
 * @example select({ candidates: ['billing', 'technical'], prompt: 'Which department is this for?' })
 */
export function select<const StateName extends string>(options: Omit<Select<StateName>, 'type'>): Select<StateName> {
  return { type: 'select', ...options }
}
