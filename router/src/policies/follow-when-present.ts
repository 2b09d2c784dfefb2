import type { EndedSessions } from './ended-sessions.ts'

/**
 * Ended sessions of a supergraph that may have no subgraph that tells them, or get one later: they are followed from when it
 * is there, and then always. Before that no session has ended. `notice` is called when the supergraph has changed.
 */
export function followWhenPresent(
  sessions: EndedSessions,
  isPresent: () => boolean,
): EndedSessions & { readonly notice: () => void } {
  let isStarted = false
  let isFollowing = false

  function notice(): void {
    if (!isStarted || isFollowing || !isPresent()) return
    isFollowing = true
    sessions.start()
  }

  return {
    ...sessions,
    isEnded: (sessionId) => (isFollowing || isPresent() ? sessions.isEnded(sessionId) : false),
    start() {
      isStarted = true
      notice()
    },
    notice,
  }
}
