import { createError } from '@ree-ai/kit/errors/create-error'
import type { Decisions } from '../../context.ts'
import { accessChecks } from './access-checks.ts'

/**
 * Call it before an event of a subscription is completed. Rejects with UNAUTHORIZED_FIELD_OR_TYPE when a policy of `@policy` that
 * let something pass when the subscription began no longer does, which ends it: what it may show was decided then and cannot be
 * taken back field by field.
 */
export async function recheckAccess(decisions: Decisions): Promise<void> {
  const isStillAllowed = await accessChecks.get(decisions)?.()
  if (isStillAllowed === false)
    throw createError(
      'UNAUTHORIZED_FIELD_OR_TYPE',
      'A permission that this subscription needs has ended. Subscribe again for what is left.',
    )
}
