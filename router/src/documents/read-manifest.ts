import { z } from 'zod'
import { hashText } from './hash-text.ts'
import { normalizeDocument } from './normalize-document.ts'
import { createTrustedDocuments, type TrustedDocuments } from './trusted-documents.ts'

const manifestSchema = z.object({
  format: z.literal('apollo-persisted-query-manifest', { message: 'must be apollo-persisted-query-manifest' }),
  version: z.literal(1, { message: 'must be 1' }),
  operations: z
    .array(
      z
        .object({
          id: z.string(),
          name: z.string(),
          type: z.enum(['query', 'mutation', 'subscription']),
          body: z.string(),
        })
        .refine(({ id, body }) => id === hashText(body), { path: ['id'], message: 'must be the SHA-256 of the body' })
        .refine(({ body }) => normalizeDocument(body) !== null, { path: ['body'], message: 'must be GraphQL' }),
    )
    .max(100_000),
})

/**
 * Reads a manifest of trusted documents in Apollo's persisted query manifest format. Throws with every fault at once, each with
 * its path. `file` is its name for the message.
 */
export function readManifest(text: string, file: string): TrustedDocuments {
  const result = manifestSchema.safeParse(parseJson(text, file))
  if (result.success) return createTrustedDocuments(result.data.operations)
  const lines = result.error.issues.map(
    ({ path, message }) => `  ${path.map(String).join('.') || 'manifest'}: ${message}`,
  )
  throw new Error(`The trusted documents in ${file} have ${lines.length} fault(s):\n${lines.join('\n')}`)
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`The trusted documents in ${file} are no JSON.`)
  }
}
