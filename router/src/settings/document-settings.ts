import { z } from 'zod'
import { choice, count, flag } from './setting-kinds.ts'

/** Which documents run, and how they may be named. */
export const documentSettings = {
  TRUSTED_DOCUMENTS: choice(
    ['off', 'log', 'enforce'],
    'off',
    'Whether documents outside the manifest run, run with a line in the log, or are refused.',
  ),
  TRUSTED_DOCUMENTS_FILE: z.string().optional().meta({
    description: 'The manifest of trusted documents (Apollo’s format); this repository’s by default.',
    example: 'trusted-documents.json',
  }),
  APQ: flag(true, 'Whether automatic persisted queries are accepted.'),
  APQ_ENTRIES_MAX: count(1_000, 1, 1_000_000, 'Persisted queries kept in memory, without Redis.'),
} as const
