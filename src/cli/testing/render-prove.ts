import { describeProperty, isNeverEntered, renderTalk, type Verdict } from '../../testing/index.js'
import { isBroken } from '../../testing/prove/verdict.js'
import type { Colors } from '../terminal.js'

const WIDEST_NAME = 32

/** Counts the verdicts. A state that some talk enters counts as proved. */
export function countVerdicts(verdicts: readonly Verdict[]) {
  return {
    proved: verdicts.filter(isHeld).length,
    violated: verdicts.filter(isBroken).length,
    undecided: verdicts.filter(({ verdict }) => verdict === 'undecided').length,
  }
}

function isHeld(verdict: Verdict): boolean {
  return verdict.verdict !== 'undecided' && !isBroken(verdict)
}

/** Renders all verdicts: a line each, and the talk of what is violated. */
export function renderVerdicts(flow: string, verdicts: readonly Verdict[], colors: Colors): string {
  const told = verdicts.filter((verdict) => !isNeverEntered(verdict) || !isHeld(verdict))
  const entered = verdicts.filter((verdict) => isNeverEntered(verdict) && isHeld(verdict)).length
  const width = Math.min(WIDEST_NAME, Math.max(0, ...told.map(({ name }) => name.length)))
  const { proved, violated, undecided } = countVerdicts(verdicts)
  const lines = told.flatMap((verdict) => block(verdict, width, colors))
  const states = entered === 0 ? [] : [`${colors.green('✓')} never-entered  ${entered} states are entered by some talk`]
  const summary = `${flow}: ${proved} proved, ${violated} violated, ${undecided} undecided`
  return `${[...lines, ...states, summary].join('\n')}\n`
}

function block(verdict: Verdict, width: number, colors: Colors): readonly string[] {
  const { name, property, talk, known, idle, because, ways } = verdict
  const head = `${sign(verdict, colors)} ${name.padEnd(width)}  ${known === true ? 'known: ' : ''}${outcome(verdict)}`
  const isShown = talk !== null && isBroken(verdict)
  const shown = isShown
    ? renderTalk(talk, describeProperty(property))
        .split('\n')
        .map((line) => `  ${marked(line, colors)}`)
    : []
  const warnings = [
    ...(known === true && isHeld(verdict) ? [`allowed-but-proved: remove "property:${name}" from metadata.allow`] : []),
    ...(idle === true ? [`idle: ${because.join(' ')}`] : []),
  ]
  const isOpen = verdict.verdict === 'undecided' && ways.length > 0 && known !== true
  const advice = isOpen ? [`  ${colors.dim(`Give it words that can be said, or allow it: metadata: { allow: ['property:${name}'] }`)}`] : []
  return [head, ...shown, ...advice, ...warnings.map((warning) => `  ${colors.yellow('warning')} ${warning}`)]
}

function sign(verdict: Verdict, { green, red, yellow, cyan }: Colors): string {
  const { severity, known } = verdict
  if (isHeld(verdict)) return green('✓')
  const counts = severity === 'error' && known !== true
  if (verdict.verdict === 'undecided') return counts ? yellow('?') : cyan('?')
  return counts ? red('✗') : cyan('i')
}

function outcome(verdict: Verdict): string {
  const { calls, counted, moments, because } = verdict
  if (isNeverEntered(verdict) && verdict.verdict === 'proved') return 'no talk enters it'
  if (verdict.verdict === 'undecided') return `undecided: ${because.join(' ')}`
  if (verdict.verdict === 'violated') return calls === 'fail' ? 'violated where a call fails; else it holds' : 'violated'
  const looked = counted.length === 0 ? '' : `, counted: ${counted.join(', ')}`
  return `proved: ${moments} moments${looked}`
}

function marked(line: string, { red, dim }: Colors): string {
  const [said = '', reason] = line.split('   ← ')
  return reason === undefined ? dim(said) : `${said}   ${red(`← ${reason}`)}`
}
