import { operationFromDocument, Supergraph } from '@apollo/federation-internals'
import { QueryPlanner } from '@apollo/query-planner'
import { parse } from 'graphql'

/**
 * The planner of one supergraph. Plain JavaScript, so that a worker thread runs it as it is, with no loader.
 *
 * @param {string} supergraphSdl
 */
export function createPlanOperation(supergraphSdl) {
  const supergraph = Supergraph.build(supergraphSdl)
  const planner = new QueryPlanner(supergraph)
  const schema = supergraph.apiSchema()
  /**
   * The plan of a valid operation, as JSON. Throws what the planner says when it has too many ways to be planned.
   *
   * @param {string} query
   * @param {string | undefined} operationName
   */
  return (query, operationName) => {
    const operation = operationFromDocument(schema, parse(query), { operationName })
    return JSON.stringify(planner.buildQueryPlan(operation))
  }
}
