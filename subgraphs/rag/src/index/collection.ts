import { Prisma } from '@ree-ai/db/generated/prisma/client'

/** What is searched: passages of documents, or listings. */
export type CollectionName = 'passage' | 'listing'

/** The tables of one collection: texts with `id`, `length`, `model` and `embedding`, and their inverted index. */
export interface Collection {
  readonly name: CollectionName
  readonly texts: Prisma.Sql
  readonly postings: Prisma.Sql
  /** The postings' column that names the text. */
  readonly key: Prisma.Sql
}

export const collections: Readonly<Record<CollectionName, Collection>> = {
  passage: {
    name: 'passage',
    texts: Prisma.sql`"rag"."Passage"`,
    postings: Prisma.sql`"rag"."PassageTerm"`,
    key: Prisma.sql`"passageId"`,
  },
  listing: {
    name: 'listing',
    texts: Prisma.sql`"rag"."Listing"`,
    postings: Prisma.sql`"rag"."ListingTerm"`,
    key: Prisma.sql`"listingId"`,
  },
}
