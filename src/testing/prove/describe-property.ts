import { describeCondition } from '../../conditions/describe-condition.js'
import type { Atom, DataTest, Of, Property } from './property.js'

/**
 * Describes a property in a few words.
 *
 * @example describeProperty({ never: 'pay', until: { transition: 'ask.yes' } }) // 'never pay, until ask.yes'
 */
export function describeProperty(property: Property): string {
  if ('never' in property) {
    const { never, after, before, until, again } = property
    return [
      `never ${any(never)}`,
      ...scope('after', after),
      ...scope('before', before),
      ...scope(again ? 'until each time' : 'until', until),
    ].join(', ')
  }
  if ('atMost' in property) {
    const { atMost, of, per } = property
    return `at most ${atMost} of ${any(of)}${per === undefined ? '' : `, per ${any(per)}`}`
  }
  if ('always' in property) {
    return [`always ${test(property.always)}`, ...scope('after', property.after), ...scope('until', property.until)].join(', ')
  }
  if ('alwaysCan' in property) return [`can always have ${any(property.alwaysCan)}`, ...scope('after', property.after)].join(', ')
  const { within, must } = property
  const stated =
    'whenever' in property ? `whenever ${any(property.whenever)}, then ${any(property.then)}` : `eventually ${any(property.eventually)}`
  return `${stated}${within === undefined ? '' : soon(within)}${must === true ? ', without fail' : ''}`
}

function soon(within: number): string {
  return within === 0 ? ' in the same turn' : ` within ${within} ${within === 1 ? 'message' : 'messages'}`
}

function scope(word: string, named: Of | undefined): readonly string[] {
  return named === undefined ? [] : [`${word} ${any(named)}`]
}

function any(named: Of): string {
  return isList(named) ? named.map(describeAtom).join(' or ') : describeAtom(named)
}

function isList(named: Of): named is readonly Atom[] {
  return Array.isArray(named)
}

function describeAtom(atom: Atom): string {
  if (typeof atom === 'string') return atom
  if ('data' in atom) return test(atom)
  if ('state' in atom) return atom.state
  if ('transition' in atom) return atom.to === undefined ? atom.transition : `${atom.transition} to ${atom.to}`
  if ('end' in atom) return atom.end === true ? 'an end' : `end ${typeof atom.end === 'string' ? atom.end : atom.end.join(' or ')}`
  return Object.entries(atom).flat().join(' ')
}

function test({ data: path, ...rest }: DataTest): string {
  return describeCondition({ type: 'context', path, test: rest })
}
