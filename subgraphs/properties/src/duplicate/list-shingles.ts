const wordsPerShingle = 3

/** Hashes (32 bits) of every three words in a row of the texts, which are given as words; each once, whatever its place. */
export function listShingles(texts: readonly (readonly string[])[]): ReadonlySet<number> {
  const shingles = new Set<number>()
  for (const text of texts) {
    const words = text.map(hashWord)
    for (let i = 0; i + wordsPerShingle <= words.length; i++) {
      let hash = 0
      for (let j = i; j < i + wordsPerShingle; j++) hash = mixHash(Math.imul(hash, 31) + (words[j] ?? 0))
      shingles.add(hash)
    }
  }
  return shingles
}

/** FNV-1a over UTF-16 units. */
export function hashWord(word: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193)
  return hash | 0
}

/** The finaliser of MurmurHash3: every bit of the input moves every bit of the result. */
export function mixHash(value: number): number {
  let hash = value ^ (value >>> 16)
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) | 0
}
