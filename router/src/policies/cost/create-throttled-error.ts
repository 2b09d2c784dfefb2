import { createError } from '@ree-ai/kit/errors/create-error'
import type { GraphQLError } from 'graphql'
import { withStatus } from '../../errors/with-status.ts'
import type { Bucket } from '../../store/budgets.ts'
import { describeBucket } from './describe-bucket.ts'

/** A bucket that does not hold what an operation needs: THROTTLED, status 429, with `Retry-After` and the bucket in `extensions.cost`. */
export function createThrottledError(
  message: string,
  cost: Readonly<Record<string, unknown>>,
  { bucket, available, waitMs }: { readonly bucket: Bucket; readonly available: number; readonly waitMs: number },
): GraphQLError {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000))
  const error = createError('THROTTLED', message, {
    cost: { ...cost, throttleStatus: describeBucket(bucket, available) },
    retryAfterSeconds,
  })
  return withStatus(error, { headers: { 'retry-after': String(retryAfterSeconds) } })
}
