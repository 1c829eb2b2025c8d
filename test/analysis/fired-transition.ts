import { type ConversationFlow, compileFlow } from 'talkchart'
import { createActor } from 'xstate'

/** Prompts for flows that name theirs and do not define them. */
export const prompts = (name: string) => ({ say: name })

/** The transition that the compiled machine takes when a message comes in a state; undefined when it takes none. */
export function firedTransition(flow: ConversationFlow, state: string, text: string): string | undefined {
  let fired: string | undefined
  const machine = compileFlow({ ...flow, initialState: state }, { prompts })
  const actor = createActor(machine)
  actor.start()
  actor.on('state.entered', ({ transition }) => {
    fired = transition ?? undefined
  })
  actor.send({ type: 'user.message', text })
  actor.stop()
  return fired
}
