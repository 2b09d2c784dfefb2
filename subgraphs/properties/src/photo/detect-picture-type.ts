const formats = ['jpeg', 'png', 'webp', 'gif', 'avif'] as const

/** What a picture may be when it comes. */
export type PictureFormat = (typeof formats)[number]

/**
 * What bytes are by how they begin; null for everything that is no picture of these formats. Nothing else reaches the
 * decoders, whatever a client calls it: neither SVG, which is a document with scripts, nor PDF, nor TIFF.
 */
export function detectPictureType(bytes: Buffer): PictureFormat | null {
  const ascii = (start: number, end: number) => bytes.toString('latin1', start, end)
  if (bytes.length < 16) return null
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg'
  if (ascii(0, 8) === '\x89PNG\r\n\x1a\n') return 'png'
  if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WEBP') return 'webp'
  if (/^GIF8[79]a$/.test(ascii(0, 6))) return 'gif'
  if (ascii(4, 8) === 'ftyp' && /^avi[fs]$/.test(ascii(8, 12))) return 'avif'
  return null
}
