import type { ReportProblem } from '../../conditions/evaluation.js'
import type { ConversationMachine } from '../../machine/index.js'
import { type FlowMeta, readMeta } from '../../machine/meta.js'
import { readConfig } from '../../machine/read-config.js'
import { totalGuard } from '../../runtime/guards/condition-guards.js'
import { isTotal } from '../../runtime/guards/turn-guards.js'
import { guardNames, userActorNames } from '../../runtime/placeholders.js'
import { behindGate, timerBehindGate } from './call-gate.js'
import { missingImplementations } from './missing-implementations.js'

/** A machine as open conversations run it. */
export interface PreparedMachine {
  readonly machine: ConversationMachine
  readonly meta: FlowMeta
  /** What it can not run without and was not given. */
  readonly needs: readonly string[]
}

const preparedMachines = new WeakMap<ConversationMachine, WeakMap<ReportProblem, PreparedMachine>>()

/** Returns the machine for open conversations: calls wait for the gate, and the user's own guards are made total. Made once for all conversations. */
export function prepareMachine(machine: ConversationMachine, report: ReportProblem): PreparedMachine {
  const known = preparedMachines.get(machine) ?? new WeakMap<ReportProblem, PreparedMachine>()
  preparedMachines.set(machine, known)
  const prepared = known.get(report) ?? prepare(machine, report)
  known.set(report, prepared)
  return prepared
}

function prepare(machine: ConversationMachine, report: ReportProblem): PreparedMachine {
  const config = readConfig(machine.config)
  const { actors, guards } = machine.implementations
  const calls = ['respond', 'understand', ...userActorNames(config)]
  const held = calls.flatMap((name) => {
    const logic = actors[name]
    return logic !== undefined && 'transition' in logic ? [[name, behindGate(name, logic)]] : []
  })
  const { deadline } = actors
  if (deadline !== undefined && 'transition' in deadline) held.push(['deadline', timerBehindGate(deadline)])
  const total = guardNames(config).flatMap((name) => {
    const guard: unknown = guards[name]
    const mayThrow = typeof guard === 'function' && !('check' in guard) && !isTotal(guard)
    return mayThrow ? [[name, totalGuard(name, guard as never, report)]] : []
  })
  return {
    machine: machine.provide({ actors: Object.fromEntries(held), guards: Object.fromEntries(total) }),
    meta: readMeta(config).flow,
    needs: missingImplementations(machine),
  }
}
