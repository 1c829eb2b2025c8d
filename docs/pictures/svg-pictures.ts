import { readFileSync } from 'node:fs'
import type { ConversationFlow } from 'talkchart'
import { type SvgOptions, toSvg } from 'talkchart/analysis'
import type { FlowPath } from 'talkchart/testing'
import { flow as appointment } from '../../machines/appointment.js'
import { flow as contextAccumulation } from '../../machines/context_accumulation.js'
import { flow as customerSupport } from '../../machines/customer_support.js'
import { flow as dynamicRouting } from '../../machines/dynamic_routing.js'
import { flow as interview } from '../../machines/interview.js'
import { flow as salesQualification } from '../../machines/sales_qualification.js'
import { flow as saveAndResume } from '../../machines/save_and_resume.js'
import { flow as simpleGreeting } from '../../machines/simple_greeting.js'
import { flow as supportRouting } from '../../machines/support_routing.js'
import { flow as userOnboarding } from '../../machines/user_onboarding.js'

/** The path that walks through the picture of the readme. */
export const walk: FlowPath = JSON.parse(readFileSync(new URL('sales_qualification.path.json', import.meta.url), 'utf8'))

/** With conditions, a large flow is a large picture. */
const LARGE: SvgOptions = { labels: 'names', direction: 'LR' }

const pictures: readonly (readonly [name: string, flow: ConversationFlow, options?: SvgOptions])[] = [
  ['appointment', appointment, { ...LARGE, hide: ['noMatch', 'digression', 'resume'] }],
  ['context_accumulation', contextAccumulation],
  ['customer_support', customerSupport, { ...LARGE, hide: ['limit', 'noMatch', 'digression', 'resume'] }],
  ['dynamic_routing', dynamicRouting, { labels: 'names' }],
  ['interview', interview, { labels: 'names' }],
  ['sales_qualification', salesQualification, { ...LARGE, hide: ['limit', 'noMatch', 'digression', 'resume'] }],
  ['save_and_resume', saveAndResume],
  ['simple_greeting', simpleGreeting],
  ['support_routing', supportRouting],
  ['user_onboarding', userOnboarding],
  ['walk', salesQualification, { walk, labels: 'none', direction: 'TB', hide: ['limit', 'noMatch', 'global', 'digression', 'resume', 'call', 'return'] }],
]

/** The names of the SVGs in this folder. */
export const pictureNames = pictures.map(([name]) => name)

/** Draws one of the pictures. */
export async function drawPicture(wanted: string): Promise<string> {
  const [, flow, options] = pictures.find(([name]) => name === wanted) ?? []
  if (flow === undefined) throw new Error(`There is no picture ${wanted}.`)
  return await toSvg(flow, { theme: 'auto', ...options })
}
