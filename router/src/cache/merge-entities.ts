import type { SubgraphAnswer, SubgraphError } from '../execution/subgraph.ts'

/**
 * The answer to a whole request for entities: those that were found, and in the places of the missing those that were fetched,
 * null for what did not come. Errors move from where their entities were among the missing to where they are among all.
 */
export function mergeEntities(
  answer: SubgraphAnswer,
  found: readonly unknown[],
  missing: readonly number[],
  fetched: readonly unknown[],
): SubgraphAnswer {
  const entities = [...found]
  for (const [position, index] of missing.entries()) entities[index] = fetched[position] ?? null
  return { ...answer, data: { _entities: entities }, errors: answer.errors.map((error) => moveError(error, missing)) }
}

function moveError(error: SubgraphError, indexes: readonly number[]): SubgraphError {
  if (!Array.isArray(error.path) || error.path[0] !== '_entities' || typeof error.path[1] !== 'number') return error
  const [root, position, ...rest] = error.path
  return { ...error, path: [root, indexes[position] ?? position, ...rest] }
}
