import { createError } from '@ree-ai/kit/errors/create-error'
import type { GraphQLError } from 'graphql'
import { withStatus } from '../errors/with-status.ts'
import { readParameters } from '../subscriptions/read-parameters.ts'

/**
 * The entries of a batch, those that are no requests replaced by empty ones: Apollo Server would refuse the whole batch for one.
 * What is wrong with each goes to `faults`, by the object that stands in for it.
 */
export function replaceFaultyEntries(
  entries: readonly unknown[],
  faults: WeakMap<object, GraphQLError>,
): readonly unknown[] {
  return entries.map((entry) => {
    const fault = findFault(entry)
    if (fault === null) return entry
    const standIn = { query: '{ __typename }' }
    faults.set(standIn, fault)
    return standIn
  })
}

function findFault(entry: unknown): GraphQLError | null {
  try {
    const { query, extensions } = readParameters('POST', entry, undefined)
    if (query || extensions?.persistedQuery) return null
    return withStatus(createError('BAD_REQUEST', 'An operation needs a `query`, or the hash of one.'))
  } catch (error) {
    return error as GraphQLError
  }
}
