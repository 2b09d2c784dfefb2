import type { Prisma } from '@ree-ai/db/generated/prisma/client'
import type { Facet, Summary, SummaryStore } from './summary-store.ts'

/** Asks for the number of matches and their facets in one statement, however many fields of an operation want them. */
export function summarizeOnce(
  summaries: SummaryStore,
  parts: readonly Prisma.Sql[],
): { readonly count: () => Promise<number>; readonly facets: (keys: readonly string[]) => Promise<Facet[]> } {
  const wanted = new Set<string>()
  let asked: Promise<Summary> | null = null
  const ask = (keys: readonly string[]) => {
    for (const key of keys) wanted.add(key)
    // Fields that stand together are resolved together, before promises go on.
    asked ??= Promise.resolve().then(() => {
      asked = null
      const all = [...wanted]
      wanted.clear()
      return summaries(parts, all)
    })
    return asked
  }
  return {
    count: async () => (await ask([])).count,
    facets: async (keys) => {
      const { facets } = await ask(keys)
      return keys.flatMap((key) => facets.get(key) ?? [])
    },
  }
}
