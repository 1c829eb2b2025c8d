import type { ConversationFlow } from 'talkchart'
import * as appointment from '../../machines/appointment.js'
import * as contextAccumulation from '../../machines/context_accumulation.js'
import * as customerSupport from '../../machines/customer_support.js'
import * as dynamicRouting from '../../machines/dynamic_routing.js'
import * as interview from '../../machines/interview.js'
import * as salesQualification from '../../machines/sales_qualification.js'
import * as saveAndResume from '../../machines/save_and_resume.js'
import * as simpleGreeting from '../../machines/simple_greeting.js'
import * as supportRouting from '../../machines/support_routing.js'
import * as userOnboarding from '../../machines/user_onboarding.js'

const modules: readonly { readonly flow: ConversationFlow }[] = [
  appointment,
  contextAccumulation,
  customerSupport,
  dynamicRouting,
  interview,
  salesQualification,
  saveAndResume,
  simpleGreeting,
  supportRouting,
  userOnboarding,
]

/** Every flow of `machines/`, with its name. */
export const readyFlows = modules.map(({ flow }) => [flow.name, flow] as const)
