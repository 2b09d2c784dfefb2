import DataLoader from 'dataloader'
import type { LiveSession, SessionStore } from './session-store.ts'

/** The most sessions that one user is shown. */
const sessionsMax = 100

/** The live sessions of users for one request, the last used first: once for a user, wherever it is met. */
export function createSessionLoader(
  sessions: SessionStore,
  nowMs: () => number,
): DataLoader<string, readonly LiveSession[]> {
  // A statement for each user: only the viewer's own sessions are ever shown.
  return new DataLoader((userIds) => {
    const now = new Date(nowMs())
    return Promise.all(userIds.map((userId) => sessions.listLive(userId, now, sessionsMax)))
  })
}
