import { readFileSync } from 'node:fs'
import { readManifest } from './read-manifest.ts'
import type { TrustedDocuments } from './trusted-documents.ts'

/** Reads a manifest from its file. Throws when there is none or it has faults, and says which. */
export function readManifestFile(path: string): TrustedDocuments {
  return readManifest(readText(path), path)
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'no file'
    throw new Error(
      `The trusted documents in ${path} cannot be read (${reason}). Set TRUSTED_DOCUMENTS_FILE to a manifest.`,
    )
  }
}
