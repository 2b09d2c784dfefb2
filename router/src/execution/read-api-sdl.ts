import { Supergraph } from '@apollo/federation-internals'
import { printSchema } from 'graphql'

/** For tests: the schema that clients of a supergraph see. */
export function readApiSdl(supergraphSdl: string): string {
  return printSchema(Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema())
}
