import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, expect, test } from 'vitest'
import { readRows } from './read-rows.ts'

const folder = mkdtempSync(join(tmpdir(), 'ree-large-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
const mebibyte = 1024 * 1024
const description = 'A bright home near the park, with a "sun room", a garden; and much else. '.repeat(25)

const formats = {
  'listings.csv': {
    head: 'key,title,description,price\r\n',
    row: (index: number) => `${index},Home ${index},"${description.replaceAll('"', '""')}\r\nSecond line",${index}\r\n`,
    end: '',
  },
  'listings.ndjson': {
    head: '',
    row: (index: number) => `${JSON.stringify({ key: index, title: `Home ${index}`, description, price: index })}\n`,
    end: '',
  },
  'listings.json': {
    head: '[',
    row: (index: number) =>
      `${index === 0 ? '' : ',\n'}${JSON.stringify({ key: index, title: `Home ${index}`, description, price: index })}`,
    end: ']',
  },
} as const

/** Writes a file of at least 100 MiB; returns how many rows it has. */
async function write(path: string, { head, row, end }: (typeof formats)[keyof typeof formats]): Promise<number> {
  let count = 0
  function* list() {
    let written = 0
    yield head
    while (written < 100 * mebibyte) {
      let block = ''
      for (let index = 0; index < 500; index += 1) block += row(count++)
      written += Buffer.byteLength(block)
      yield block
    }
    yield end
  }
  await pipeline(Readable.from(list()), createWriteStream(path))
  return count
}

test.each(Object.entries(formats))(
  '%s of 100 MB is read to its end, holding a few megabytes at a time',
  async (name, format) => {
    const path = join(folder, name)
    const written = await write(path, format)
    let rows = 0
    let heapMax = 0
    collectGarbage()
    const before = process.memoryUsage()
    for await (const row of readRows(path)) {
      if (!('values' in row)) throw new Error(JSON.stringify(row).slice(0, 300))
      rows += 1
      if (rows % 5_000 !== 0) continue
      collectGarbage()
      const { heapUsed, arrayBuffers } = process.memoryUsage()
      heapMax = Math.max(heapMax, heapUsed + arrayBuffers)
    }
    rmSync(path)
    expect(rows).toBe(written)
    expect((heapMax - before.heapUsed - before.arrayBuffers) / mebibyte).toBeLessThan(24)
  },
  120_000,
)
