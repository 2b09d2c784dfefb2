import type { Context } from '../context.ts'
import type { MutationResolvers } from '../generated/resolvers.ts'
import type { Services } from '../services.ts'
import { requireOpenSession } from './require-open-session.ts'

/** What proves itself by a password, a token or a key of its own, and what ends a session: a second time is no error. */
const unguarded: ReadonlySet<string> = new Set([
  'login',
  'logout',
  'refreshToken',
  'register',
  'requestPasswordReset',
  'resetPassword',
  'verifyEmail',
])

type Resolve = (root: unknown, given: unknown, context: Context, info: unknown) => unknown

/** Lets mutations that act for a session begin only while it is open. */
export function guardMutations(mutations: MutationResolvers, services: Services): MutationResolvers {
  const guarded = Object.entries(mutations).map(([name, given]) => {
    const resolve = given as Resolve
    const guard: Resolve = async (root, fields, context, info) => {
      await requireOpenSession(services, context)
      return resolve(root, fields, context, info)
    }
    return [name, unguarded.has(name) ? resolve : guard]
  })
  return Object.fromEntries(guarded) as MutationResolvers
}
