import { z } from 'zod'

/** Somebody who uses what a change touches. */
const useSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('client'),
    client: z.string(),
    version: z.string(),
    operation: z.string(),
    /** Operations executed within the window. */
    count: z.int(),
    firstSeen: z.iso.datetime(),
    lastSeen: z.iso.datetime(),
  }),
  z.strictObject({ kind: z.literal('document'), file: z.string(), operation: z.string() }),
])

/**
 * What decides a breaking change: `inUse`, `unknown` (no usage records were given, or they cannot tell) fail the check; `notInUse` and
 * `approved` (router/schema-approvals.yaml) pass.
 */
const verdictSchema = z.enum(['inUse', 'unknown', 'notInUse', 'approved'])

/** What `npm run schema:check -- --json FILE` writes. */
export const reportSchema = z.strictObject({
  format: z.literal('ree-ai-schema-check'),
  formatVersion: z.literal(1),
  checkedAt: z.iso.datetime(),
  /** False: the exit code is 1. */
  isPassed: z.boolean(),
  /** What the working tree was compared with, in words. */
  against: z.string(),
  /** Why the subgraphs do not compose; nothing else was checked then. */
  compositionError: z.string().nullable(),
  /** Whether the published supergraph was there to compare policies with. */
  arePoliciesCompared: z.boolean(),
  changes: z.array(
    z.strictObject({
      level: z.enum(['breaking', 'dangerous', 'safe']),
      /** `Type`, `Type.field`, `Type.field(argument:)`, `Input.field`, `Enum.VALUE`, `@directive`. */
      coordinate: z.string(),
      message: z.string(),
      /** Of breaking changes; null for others. */
      verdict: verdictSchema.nullable(),
      /** The reason that the approval gives. */
      approval: z.string().nullable(),
      /** Of breaking changes: who uses it, most uses first, documents last. */
      uses: z.array(useSchema),
    }),
  ),
  documents: z.strictObject({
    checkedCount: z.int(),
    invalid: z.array(
      z.strictObject({ file: z.string(), line: z.int(), column: z.int(), operation: z.string(), message: z.string() }),
    ),
  }),
  /** Null when no usage records were given. */
  usage: z
    .strictObject({
      sources: z.array(z.string()),
      days: z.int(),
      /** Records within the window. */
      recordCount: z.int(),
      /** Lines that are no record. */
      faultyCount: z.int(),
    })
    .nullable(),
  /** Approved coordinates that nothing breaking stands at: the entries can be removed. */
  staleApprovals: z.array(z.string()),
})

/** The outcome of a check. */
export type SchemaReport = Readonly<z.output<typeof reportSchema>>
export type ReportedChange = SchemaReport['changes'][number]
export type ReportedUse = ReportedChange['uses'][number]
export type Verdict = z.output<typeof verdictSchema>
