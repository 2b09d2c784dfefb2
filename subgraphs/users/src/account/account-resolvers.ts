import { hasScope } from '@ree-ai/kit/identity/has-scope'
import type { Resolvers } from '../generated/resolvers.ts'
import type { Services } from '../services.ts'
import { encodeAccountCursor } from './account-cursor.ts'
import { changePassword } from './change-password.ts'
import { isAccountId } from './is-account-id.ts'
import { listAccounts } from './list-accounts.ts'
import { register } from './register.ts'
import { requireScope } from './require-scope.ts'
import { setActive } from './set-active.ts'
import { setRole } from './set-role.ts'
import { updateProfile } from './update-profile.ts'

/** Accounts: reading, changing, and as an entity of other subgraphs. */
export function createAccountResolvers(services: Services): Resolvers {
  return {
    User: {
      __resolveReference: ({ id }, context) => context.accounts.load(id),
      email(account, _arguments, { viewer }) {
        const isSelf = account.isProven || viewer?.id === account.id
        return isSelf || hasScope(viewer, 'users:read') ? account.email : null
      },
    },
    UserConnection: {
      edges: ({ accounts }) => [...accounts],
      pageInfo({ accounts, hasNextPage, hasPreviousPage }) {
        const [first, last] = [accounts[0], accounts.at(-1)]
        return {
          hasNextPage,
          hasPreviousPage,
          startCursor: first && encodeAccountCursor(first),
          endCursor: last && encodeAccountCursor(last),
        }
      },
      totalCount: ({ countAll }) => countAll(),
    },
    UserEdge: {
      cursor: (account) => encodeAccountCursor(account),
      node: (account) => account,
    },
    Query: {
      me: (_root, _arguments, { viewer, accounts }) =>
        viewer !== null && isAccountId(viewer.id) ? accounts.load(viewer.id) : null,
      user(_root, { id }, context) {
        requireScope(context, 'users:read')
        return context.accounts.load(id)
      },
      users(_root, given, context) {
        requireScope(context, 'users:read')
        return listAccounts(services, given)
      },
    },
    Mutation: {
      register: (_root, { input }, context) => register(services, input, context),
      updateProfile: (_root, { input }, context) => updateProfile(services, input, context),
      changePassword: (_root, { input }, context) => changePassword(services, input, context),
      setUserRole: (_root, { input }, context) => setRole(services, input, context),
      setUserActive: (_root, { input }, context) => setActive(services, input, context),
    },
  }
}
