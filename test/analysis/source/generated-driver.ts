import { outsideEvent, type UserMessageEvent } from 'talkchart'
import { drivePath, type FlowPath, type PathDriver, undrivable } from 'talkchart/testing'
import { type AnyActor, type AnyStateMachine, createActor, waitFor } from 'xstate'
import type { ConversationModels } from '../../../src/runtime/index.js'

/** Walks a path on the machine of a generated file, by nothing but XState; gives whether it can be walked from outside. */
export async function walkGenerated(machineWith: (models: ConversationModels) => AnyStateMachine, path: FlowPath): Promise<boolean> {
  let actor: AnyActor | undefined
  const running = () => {
    if (actor === undefined) throw new Error('The path has not begun')
    return actor
  }
  const rest = () =>
    waitFor(running(), (snapshot) => snapshot.status !== 'active' || snapshot.hasTag('listening') || snapshot.hasTag('failed'))
  const driver: PathDriver = {
    async start({ data, model }) {
      actor = createActor(machineWith({ model }), { input: { conversationId: 'c', data } }).start()
      await rest()
    },
    async send(text) {
      const message: UserMessageEvent = { type: 'user.message', text }
      running().send(message)
      await rest()
    },
    async notify(event, payload) {
      running().send(outsideEvent(event, payload))
      await rest()
    },
    async retry() {
      running().send({ type: 'conversation.retry' })
      await rest()
    },
    state: () => running().getSnapshot().context.state,
    stop: () => running().stop() && undefined,
  }
  if (undrivable(path, driver) !== undefined) return false
  await drivePath(path, driver)
  return true
}
