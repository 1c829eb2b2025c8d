import type { ConversationHost } from '../../server/index.js'

/** Makes a host of the one that runs now: a changed flow has another, and the page's requests go on. */
export function playedHost(current: () => ConversationHost): ConversationHost {
  return {
    read: async (...parameters) => await current().read(...parameters),
    history: async (...parameters) => await current().history(...parameters),
    begin: (...parameters) => current().begin(...parameters),
    send: (...parameters) => current().send(...parameters),
    notify: (...parameters) => current().notify(...parameters),
    say: (...parameters) => current().say(...parameters),
    retry: (...parameters) => current().retry(...parameters),
    cancel: (...parameters) => current().cancel(...parameters),
    rewind: (...parameters) => current().rewind(...parameters),
    rewindAndSend: (...parameters) => current().rewindAndSend(...parameters),
    interrupt: async (...parameters) => await current().interrupt(...parameters),
    follow: (...parameters) => current().follow(...parameters),
    remove: async (...parameters) => await current().remove(...parameters),
    drain: async (...parameters) => await current().drain(...parameters),
  }
}
