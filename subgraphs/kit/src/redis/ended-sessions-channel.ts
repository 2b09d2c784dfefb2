/**
 * The Redis channel on which the users subgraph tells routers of sessions the moment they end. A message is JSON:
 * `{ "sessions": [{ "id": string, "endedAtMs": number }] }`. Only a faster way: the list of ended sessions is what counts.
 */
export const endedSessionsChannel = 'ree-ai:ended-sessions'
