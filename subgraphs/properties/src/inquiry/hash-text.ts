import { createHash } from 'node:crypto'

/** Equal for texts that differ in case, accents, spaces, punctuation and pictures only. */
export function hashText(text: string): string {
  const words = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
  return createHash('sha256')
    .update(words === '' ? text : words)
    .digest('hex')
}
