import { hasScope } from '@ree-ai/kit/identity/has-scope'
import { requireScope } from '../account/require-scope.ts'
import { exportAccount } from '../erasure/export-account.ts'
import { listErasedAccounts } from '../erasure/list-erased-accounts.ts'
import { cancelErasure, requestErasure } from '../erasure/request-erasure.ts'
import type { Resolvers } from '../generated/resolvers.ts'
import { queueMail } from '../mail/queue-mail.ts'
import type { Services } from '../services.ts'
import { requestEmailChange } from './request-email-change.ts'
import { requestEmailVerification } from './request-email-verification.ts'
import { requestPasswordReset } from './request-password-reset.ts'
import { resetPassword } from './reset-password.ts'
import { verifyEmail } from './verify-email.ts'

/** Mail, what is done by mail, and what the law gives a person: a copy of everything, and to be forgotten. */
export function createRecoveryResolvers(services: Services): Resolvers {
  return {
    User: {
      isEmailVerified({ id, isProven, emailVerifiedAt }, _arguments, { viewer }) {
        const isSelf = isProven || viewer?.id === id
        return isSelf || hasScope(viewer, 'users:read') ? emailVerifiedAt !== null : null
      },
      erasureAt({ id, isProven, erasureRequestedAt }, _arguments, { viewer }) {
        const isSelf = isProven || viewer?.id === id
        if (erasureRequestedAt === null || !(isSelf || hasScope(viewer, 'users:read'))) return null
        return new Date(erasureRequestedAt.getTime() + services.erasureMs)
      },
      accountData: (account, { page }, context) => exportAccount(services, account, { page: page ?? 1 }, context),
    },
    ErasedAccounts: { accounts: ({ accounts }) => [...accounts] },
    Query: {
      erasedAccounts(_root, given, context) {
        requireScope(context, 'users:sync')
        return listErasedAccounts(services, given)
      },
    },
    Mutation: {
      sendMail(_root, { input }, context) {
        requireScope(context, 'mail:send')
        return queueMail(services, input, context)
      },
      requestEmailVerification: (_root, { input }, context) =>
        requestEmailVerification(services, input?.email ?? null, context),
      verifyEmail: (_root, { input }, context) => verifyEmail(services, input.token, context),
      requestPasswordReset: (_root, { input }, context) => requestPasswordReset(services, input.email, context),
      resetPassword: (_root, { input }, context) => resetPassword(services, input, context),
      requestEmailChange: (_root, { input }, context) => requestEmailChange(services, input, context),
      requestErasure: (_root, { input }, context) => requestErasure(services, input, context),
      cancelErasure: (_root, _arguments, context) => cancelErasure(services, context),
    },
  }
}
