import type { Resolvers } from '../generated/resolvers.ts'
import { exportPerson } from './export-person.ts'
import type { PersonalStore } from './personal-store.ts'

/** A copy of everything for whom it is about. */
export function createErasureResolvers(deps: {
  readonly personal: PersonalStore
  readonly nowMs: () => number
}): Resolvers & { readonly User: object } {
  return {
    User: {
      __resolveReference: ({ id }) => ({ id }),
      listingData: ({ id }, { page }, { viewer }) => exportPerson(deps, { userId: id, page: page ?? 1 }, viewer),
    },
  }
}
