import { z } from 'zod'

/** What of a schema a client can depend on. */
export const usageKinds = ['field', 'argument', 'inputField', 'enumValue', 'type'] as const

/**
 * Who used what of the API schema: one line of JSON each in the files of FIELD_USAGE_DIR, and the items of `records` at the admin
 * port's `GET /field-usage`. A process writes one file a day; the same use can stand in several files, so readers add them up
 * (`aggregateUsage`).
 */
export const usageRecordSchema = z.strictObject({
  /** From `apollographql-client-name`; `none` when it is not sent, `other` for clients beyond the bound. */
  client: z.string().min(1).max(64),
  /** From `apollographql-client-version`; `none` or `other` likewise. */
  version: z.string().min(1).max(64),
  /**
   * By kind: `Type.field` (also of the types that implement an interface it was selected on), `Type.field(argument:)`,
   * `Input.field`, `Enum.VALUE`, `Type` (named by a fragment or a variable).
   */
  coordinate: z.string().min(1).max(512),
  kind: z.enum(usageKinds),
  /** The operation's name; `#` and 12 hexadecimal digits of its text's SHA-256 when it has none; `other` beyond the bound. */
  operation: z.string().min(1).max(100),
  /** Operations executed. */
  count: z.int().min(1),
  /** ISO 8601, UTC. */
  firstSeen: z.iso.datetime(),
  lastSeen: z.iso.datetime(),
})

/** Who used what, how often and when. */
export type UsageRecord = Readonly<z.output<typeof usageRecordSchema>>
