export { type MachineTraversalOptions, type TraversalSettings, traversalOptions } from './traversal-options.js'
