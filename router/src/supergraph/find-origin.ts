import type { SubgraphAddress } from './supergraph.ts'

/**
 * The host of a subgraph, for example `http://localhost:4001`: that of `SUBGRAPH_<NAME>_URL` where it is set, else of the URL
 * its supergraph names. Throws, naming the setting, when neither is an http(s) address.
 */
export function findOrigin(
  { name, url }: SubgraphAddress,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const variable = `SUBGRAPH_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_URL`
  const address = environment[variable] || url
  if (URL.canParse(address) && ['http:', 'https:'].includes(new URL(address).protocol)) return new URL(address).origin
  throw new Error(`${name}: set ${variable}, for example ${variable}=http://localhost:4001`)
}
