import type { Resolvers } from '../generated/resolvers.ts'
import type { Services } from '../services.ts'
import { endSession } from './end-session.ts'
import { refreshSession } from './refresh-session.ts'
import { signIn } from './sign-in.ts'
import { signOut } from './sign-out.ts'

/** Signing in, going on, signing out. */
export function createSessionResolvers(services: Services): Resolvers {
  return {
    AuthPayload: {
      tokenType: () => 'Bearer',
      expiresIn: ({ expiresInSeconds }) => expiresInSeconds,
      // The request came without a token of this person, yet with credentials.
      user: ({ account }) => ({ ...account, isProven: true }),
    },
    User: {
      sessions: async ({ id }, _arguments, { viewer, sessions }) =>
        viewer?.id.toLowerCase() === id ? [...(await sessions.load(id))] : null,
    },
    Session: {
      isCurrent: ({ id }, _arguments, { viewer }) => viewer?.sessionId === id,
    },
    Mutation: {
      login: (_root, { input }, context) => signIn(services, input, context),
      refreshToken: (_root, { input }, context) => refreshSession(services, input.refreshToken, context),
      endSession: (_root, { id }, context) => endSession(services, id, context),
      logout: (_root, { input }, context) => signOut(services, { isEverywhere: input?.everywhere ?? false }, context),
    },
  }
}
