// Renders a component to a string, as a server does. It is bundled once with each version of React.
import { createElement, version } from 'react'
import { renderToString } from 'react-dom/server'
import { type Chat, useConversation } from '../../../src/react/index.js'

export { version }

/** Renders what a conversation shows: its status and its messages. */
export function render(useChat: (use: typeof useConversation) => Pick<Chat, 'status' | 'messages'>): string {
  function Talk() {
    const { status, messages } = useChat(useConversation)
    return createElement('p', null, `${status}: ${messages.map(({ text }) => text).join('|')}`)
  }
  return renderToString(createElement(Talk))
}
