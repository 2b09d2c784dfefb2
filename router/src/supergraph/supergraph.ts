import type { FieldRules } from './field-rules.ts'

/** A supergraph as the router runs it: what the gateway is given, and what the router enforces itself. */
export interface Supergraph {
  /** The supergraph SDL without `for: SECURITY` on the links whose directives are in `rules`. */
  readonly gatewaySdl: string
  readonly rules: FieldRules
  readonly subgraphs: readonly SubgraphAddress[]
}

/** A subgraph as the supergraph names it. */
export interface SubgraphAddress {
  readonly name: string
  /** Its routing URL; may be empty when the transport needs none. */
  readonly url: string
}
