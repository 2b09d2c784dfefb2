import { z } from 'zod'

/** The fields of a listing that a mapping can fill, with the kind of value that each takes. */
export const importFields = {
  title: 'text',
  description: 'text',
  listingIntent: 'text',
  propertyType: 'text',
  standardStatus: 'text',
  'listPrice.amount': 'number',
  'listPrice.currency': 'text',
  livingArea: 'number',
  lotSizeArea: 'number',
  bedroomsTotal: 'integer',
  bathroomsTotal: 'number',
  yearBuilt: 'integer',
  'address.unparsedAddress': 'text',
  'address.street': 'text',
  'address.city': 'text',
  'address.district': 'text',
  'address.stateOrProvince': 'text',
  'address.postalCode': 'text',
  'address.country': 'text',
  'location.latitude': 'number',
  'location.longitude': 'number',
  photos: 'list',
  'contact.name': 'text',
  'contact.email': 'text',
  'contact.phone': 'text',
  'contact.isPublic': 'boolean',
  'contact.visibility': 'text',
  listedAt: 'moment',
} as const

export type ImportField = keyof typeof importFields

const text = z.string().max(500)
const value = z.union([text, z.number(), z.boolean(), z.array(text).max(50)])
const columns = z.union([text.min(1), z.array(text.min(1)).min(1).max(20)])

const condition = z.strictObject({
  column: text.min(1),
  in: z.array(text).max(500).optional(),
  notIn: z.array(text).max(500).optional(),
  lt: z.number().optional(),
  gte: z.number().optional(),
  isMissing: z.boolean().optional(),
})

/** Where a value comes from: one of these. */
const sources = {
  column: columns.optional(),
  constant: value.optional(),
  template: text.optional(),
}

/** What is done with it, in this order. */
const steps = {
  when: z.array(condition).max(10).optional(),
  missing: z.array(text).max(50).optional(),
  html: z.literal('strip').optional(),
  letters: z.enum(['lower', 'title']).optional(),
  map: z.record(z.string().max(200), value).optional(),
  otherwise: z.enum(['refuse', 'keep', 'drop']).optional(),
  to: z.enum(['text', 'number', 'integer', 'boolean', 'list', 'date']).optional(),
  firstNumber: z.boolean().optional(),
  decimal: z.enum(['.', ',']).optional(),
  separator: z.string().min(1).max(5).optional(),
  true: z.array(text).max(20).optional(),
  false: z.array(text).max(20).optional(),
  format: z.enum(['YYYY-MM-DD', 'YYYYMMDD', 'YYYYMM', 'DD/MM/YYYY', 'MM/DD/YYYY', 'unixSeconds']).optional(),
  multiply: z.number().optional(),
  round: z.number().int().min(0).max(6).optional(),
  unit: z.string().max(20).optional(),
}

const simple = z.strictObject({ ...sources, ...steps })
const joined = z.strictObject({ ...sources, ...steps, join: z.array(simple).min(1).max(20).optional() })
const rule = z.strictObject({
  ...sources,
  ...steps,
  join: z.array(simple).min(1).max(20).optional(),
  firstOf: z.array(joined).min(1).max(20).optional(),
  required: z.boolean().optional(),
})

const tags = z.strictObject({
  column: text.min(1),
  separator: z.string().min(1).max(5).optional(),
  map: z.record(z.string().max(200), z.record(z.string(), value)),
  other: z.string().max(60).optional(),
})

/** A mapping file: how the columns of a table become listings. docs/import.md explains it. */
export const mappingSchema = z.strictObject({
  description: text.optional(),
  key: z.union([columns, z.strictObject({ parts: z.array(text.min(1)).min(1).max(20) })]),
  skip: z
    .array(z.strictObject({ when: z.array(condition).min(1).max(10), reason: text }))
    .max(20)
    .optional(),
  fields: z.partialRecord(z.enum(Object.keys(importFields) as [ImportField, ...ImportField[]]), rule),
  attributes: z.record(z.string().regex(/^[a-z][A-Za-z0-9]{0,59}$/), rule).optional(),
  attributesFrom: text.optional(),
  tags: z.array(tags).max(10).optional(),
})

export type Mapping = z.output<typeof mappingSchema>
export type Rule = z.output<typeof rule>
export type Condition = z.output<typeof condition>
export type Tags = z.output<typeof tags>
/** A value as a file or a mapping gives it. */
export type Given = string | number | boolean | readonly unknown[] | null
