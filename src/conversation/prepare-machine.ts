import { totalGuard } from '../compile/guards/built-in-guards.js'
import type { ConversationMachine } from '../compile/index.js'
import { ownActorNames, ownGuardNames } from '../compile/placeholders.js'
import { readConfig } from '../compile/read-config.js'
import type { ReportProblem } from '../conditions/evaluation.js'
import type { Gate } from './gate.js'

/** The machine for an open conversation: calls wait for the gate, and the user's own guards are made total. */
export function prepareMachine(machine: ConversationMachine, gate: Gate, report: ReportProblem): ConversationMachine {
  const config = readConfig(machine.config)
  const { actors, guards } = machine.implementations
  const calls = ['respond', 'understand', ...ownActorNames(config)]
  const held = calls.flatMap((name) => {
    const logic = actors[name]
    return logic !== undefined && 'transition' in logic ? [[name, gate.guard(logic)]] : []
  })
  const total = ownGuardNames(config).flatMap((name) => {
    const guard: unknown = guards[name]
    return typeof guard === 'function' && !('check' in guard) ? [[name, totalGuard(name, guard as never, report)]] : []
  })
  return machine.provide({ actors: Object.fromEntries(held), guards: Object.fromEntries(total) })
}
