import { createError } from '@ree-ai/kit/errors/create-error'

/** What the planner says of operations that have too many ways to be planned; anything else is a fault of ours. */
const tooMany = /^(Number of non-local selections exceeds limit|Exceeded maximum recursive selections)/

/** The error for what a planner threw. */
export function refusePlan(fault: string): Error {
  if (!tooMany.test(fault)) return new Error(`The operation could not be planned: ${fault}`)
  return createError('OPERATION_LIMIT_EXCEEDED', 'The operation has too many selections to be planned.', {
    limit: 'planning',
    http: { status: 400 },
  })
}
