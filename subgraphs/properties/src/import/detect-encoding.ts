import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { countCutBytes } from './count-cut-bytes.ts'

export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const
export type Encoding = (typeof encodings)[number]

/** First bytes of files that are taken for tables and are none. */
const others: readonly (readonly [start: string, what: string])[] = [
  ['504b0304', 'a ZIP archive or a spreadsheet (.xlsx, .ods): save it as CSV'],
  ['d0cf11e0', 'an old spreadsheet (.xls): save it as CSV'],
  ['1f8b', 'compressed with gzip: unpack it'],
  ['25504446', 'a PDF document'],
  ['89504e47', 'a picture'],
]

/**
 * The encoding that a file's bytes tell: by its mark; UTF-16 by its zeros; UTF-8 when all of it is, or when most characters
 * that are not ASCII are; else Windows-1252. Reads the file once. Throws when it is no text.
 */
export async function detectEncoding(path: string): Promise<Encoding> {
  let valid = 0
  let broken = 0
  let held = Buffer.alloc(0)
  let isFirst = true
  for await (const chunk of createReadStream(path)) {
    const bytes = Buffer.concat([held, chunk as Buffer])
    if (isFirst) {
      const told = readStart(bytes, path)
      if (told !== null) return told
      isFirst = false
    }
    // Lines are judged whole: a cut between two of them cuts no character.
    const end = bytes.lastIndexOf(0x0a) + 1 || bytes.length - countCutBytes(bytes)
    held = Buffer.from(bytes.subarray(end))
    count(bytes.subarray(0, end))
  }
  count(held)
  return broken > valid ? 'windows-1252' : 'utf-8'

  function count(bytes: Buffer): void {
    if (isUtf8(bytes)) {
      for (const byte of bytes) if (byte >= 0xc0) valid += 1
      return
    }
    for (let start = 0; start < bytes.length; ) {
      const newline = bytes.indexOf(0x0a, start)
      const end = newline === -1 ? bytes.length : newline + 1
      const line = bytes.subarray(start, end)
      start = end
      const isWhole = isUtf8(line)
      const starts = line.filter((byte) => byte >= 0xc0).length
      if (isWhole) valid += starts
      else broken += Math.max(1, starts)
    }
  }
}

function readStart(bytes: Buffer, path: string): Encoding | null {
  const start = bytes.subarray(0, 8).toString('hex')
  for (const [signature, what] of others) if (start.startsWith(signature)) throw new Error(`${path} is ${what}.`)
  if (start.startsWith('fffe')) return 'utf-16le'
  if (start.startsWith('feff')) return 'utf-16be'
  if (start.startsWith('efbbbf')) return 'utf-8'
  // Without a mark: every other byte of Western text is zero.
  const sample = bytes.subarray(0, 4096)
  const zeros = [0, 0]
  for (const [index, byte] of sample.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1
  const most = sample.length * 0.3
  if ((zeros[1] ?? 0) > most && (zeros[0] ?? 0) < most / 10) return 'utf-16le'
  if ((zeros[0] ?? 0) > most && (zeros[1] ?? 0) < most / 10) return 'utf-16be'
  return null
}
