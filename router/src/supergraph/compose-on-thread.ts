import { listLosses } from './list-losses.ts'
import { runOnThread } from './run-on-thread.ts'

/** What came of a composition: the supergraph, and what may surprise somebody in it. */
export interface Composition {
  readonly supergraphSdl: string
  readonly hints: readonly string[]
}

/** A subgraph with its whole SDL. */
export interface ComposedSubgraph {
  readonly name: string
  readonly url: string
  readonly sdl: string
}

interface Answer {
  readonly supergraphSdl: string | null
  readonly errors: readonly string[]
  readonly hints: readonly string[]
}

/**
 * Composes subgraphs on a thread of its own: it takes about a second of computing, during which requests go on. Rejects
 * with every composition error, with everything that a subgraph defines or protects and the supergraph would not have, and
 * when it takes longer than `timeoutMs` (60,000 by default). Hints do not reject: while services are
 * updated one after the other, their descriptions differ for a while.
 */
export async function composeOnThread(
  subgraphs: readonly ComposedSubgraph[],
  options: { readonly timeoutMs?: number } = {},
): Promise<Composition> {
  const answer = await runOnThread<Answer>('compose-worker.mjs', { subgraphs }, options.timeoutMs ?? 60_000)
  const { supergraphSdl, errors, hints } = answer
  if (supergraphSdl === null) throw new Error(`The subgraphs do not compose:\n${toLines(errors)}`)
  const losses = listLosses(subgraphs, supergraphSdl)
  if (losses.length > 0) throw new Error(`Lost in composition:\n${toLines(losses)}`)
  return { supergraphSdl, hints }
}

function toLines(items: readonly string[]): string {
  return items.map((item) => `  ${item}`).join('\n')
}
