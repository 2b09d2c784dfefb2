import type { Resolvers } from '../generated/resolvers.ts'
import type { Services } from '../services.ts'

/** The attribute catalogue. */
export function createAttributeResolvers({ catalogue }: Pick<Services, 'catalogue'>): Resolvers {
  return {
    AttributeDefinition: { label: ({ key, labels }) => labels.en ?? key },
    Query: { attributeCatalog: (_root, { propertyType }) => catalogue.list(propertyType ?? null) },
  }
}
