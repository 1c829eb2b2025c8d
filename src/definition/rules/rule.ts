import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import type { ConversationFlow } from '../flow.js'

/** What must hold of every flow: gives the places where it does not. */
export type Rule = (flow: ConversationFlow) => Iterable<Diagnostic>
