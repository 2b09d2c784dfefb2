import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import type { PropertyType } from '../listing/listing.ts'
import type { CatalogueEntry } from './attribute.ts'
import type { Catalogue } from './create-catalogue.ts'

const sizeMax = 1_000
/** What the schema gives `first` when the client leaves it out. */
const sizeDefault = 200

/** The catalogue as everybody sees it, whoever asks: the router keeps the answer for all. BAD_USER_INPUT. */
export async function listCatalogue(
  catalogue: Pick<Catalogue, 'list'>,
  given: {
    readonly propertyType?: PropertyType | null
    readonly first?: number | null
    readonly withRejected?: boolean | null
  },
): Promise<CatalogueEntry[]> {
  const limit = given.first ?? sizeDefault
  if (limit < 1 || limit > sizeMax) throw createInputError([{ path: 'first', reason: `must be from 1 to ${sizeMax}.` }])
  return catalogue.list({
    propertyType: given.propertyType ?? null,
    limit,
    withRejected: given.withRejected === true,
  })
}
