import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { readCsvRows } from './read-csv-rows.ts'
import { readJsonRows } from './read-json-rows.ts'
import { readNdjsonRows } from './read-ndjson-rows.ts'
import { type BrokenRow, type DataRow, type FileRow, type Notice, readRows } from './read-rows.ts'

const folder = mkdtempSync(join(tmpdir(), 'ree-ai-rows-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function read(name: string, content: string | Buffer): Promise<FileRow[]> {
  const path = join(folder, name)
  writeFileSync(path, content)
  const rows: FileRow[] = []
  for await (const row of readRows(path)) rows.push(row)
  return rows
}
const dataOf = (rows: readonly FileRow[]) => rows.filter((row): row is DataRow => 'values' in row)
const brokenOf = (rows: readonly FileRow[]) => rows.filter((row): row is BrokenRow => 'problem' in row)
const noticesOf = (rows: readonly FileRow[]) => rows.filter((row): row is Notice => 'notice' in row)

test('reads quotes, line ends within them, a byte order mark and Windows line ends', async () => {
  expect(
    await read(
      'a.csv',
      '\ufeffid, name ,note\r\n1,"Flat, two rooms","first\nsecond"\r\n\r\n2,"He said ""hi""",5" pipe\r\n',
    ),
  ).toEqual([
    { line: 2, values: { id: '1', name: 'Flat, two rooms', note: 'first\nsecond' } },
    { line: 5, values: { id: '2', name: 'He said "hi"', note: '5" pipe' } },
  ])
})

test.each([';', '\t', '|'])('finds out that columns are separated by %j', async (delimiter) => {
  const text = [
    ['id', 'price, net', 'x'],
    ['1', '2,5', 'y'],
  ]
    .map((cells) => cells.join(delimiter))
    .join('\n')
  expect(await read('b.csv', text)).toEqual([{ line: 2, values: { id: '1', 'price, net': '2,5', x: 'y' } }])
})

test('takes the separator that Excel writes in a line of its own', async () => {
  expect(await read('b2.csv', 'sep=;\r\na,b;c\r\n1;2\r\n')).toEqual([{ line: 3, values: { 'a,b': '1', c: '2' } }])
})

test('reports a broken line of a table with its cells and goes on', async () => {
  const rows = await read('c.csv', 'a,b,c\n1,2,3\n4,5\n6,7,8\n1,2,3,4\n9,9,9\n')
  expect(rows.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6])
  expect(rows.map((row) => 'problem' in row)).toEqual([false, true, false, true, false])
  expect(brokenOf(rows)).toMatchObject([
    { problem: 'The row has 2 cells where the header has 3.', cells: ['4', '5'] },
    { problem: 'The row has 4 cells where the header has 3.', cells: ['1', '2', '3', '4'] },
  ])
})

test('takes what spreadsheets leave behind: empty cells at the end, rows of empty cells, a file of returns', async () => {
  expect(dataOf(await read('c2.csv', 'a,b\n1,2,,\n,,\n3,4\n')).map(({ values }) => values)).toEqual([
    { a: '1', b: '2' },
    { a: '3', b: '4' },
  ])
  expect(await read('c3.csv', 'a,b\r1,"x\ry"\r2,z\r')).toEqual([
    { line: 2, values: { a: '1', b: 'x\ry' } },
    { line: 4, values: { a: '2', b: 'z' } },
  ])
  const lone = await read('c4.csv', 'a,b\n1,first\rsecond\n')
  expect(lone).toEqual([{ line: 2, values: { a: '1', b: 'first\rsecond' } }])
})

test('a quote that never ends costs its own line and no other', async () => {
  const rows = await read('d.csv', 'a,b\n1,2\n3,"x\n4,5\n6,"a ""b"""\n7,8\n')
  expect(dataOf(rows).map(({ line }) => line)).toEqual([2, 4, 5, 6])
  expect(brokenOf(rows)).toMatchObject([
    { line: 3, problem: 'A quote is opened and never closed.', text: '3,"x', columns: ['a', 'b'] },
  ])
})

test('a quote that swallows rows up to the next quote gives them back', async () => {
  const rows = await read('d2.csv', 'a,b,c\n1,"x,2\n3,4,5\n6,"y, z",7\n8,9,10\n')
  expect(dataOf(rows).map(({ line }) => line)).toEqual([3, 4, 5])
  expect(brokenOf(rows).map(({ line }) => line)).toEqual([2])
})

test('quotes within a quoted value that were not doubled are kept where only one reading fits', async () => {
  expect(await read('d3.csv', 'a,b\n1,"the "old" mill"\n')).toEqual([
    { line: 2, values: { a: '1', b: 'the "old" mill' } },
  ])
})

test('no column hides another: doubled and missing names are told, and every value is kept', async () => {
  const rows = await read('n.csv', 'price,Price,,x,\n1,2,3,4,5\n')
  expect(dataOf(rows)[0]?.values).toEqual({ price: '1', 'Price (2)': '2', 'column 3': '3', x: '4', 'column 5': '5' })
  expect(noticesOf(rows).map(({ notice }) => notice)).toEqual([
    '"Price" names the columns 1 and 2: the later is read as "Price (2)".',
    'Column 3 has no name: it is read as "column 3".',
    'Column 5 has no name: it is read as "column 5".',
  ])
})

test.each([
  ['UTF-16 with a mark, little end first', Buffer.from('\ufeffname,id\nCafé 🏠,1\n', 'utf16le')],
  ['UTF-16 with a mark, big end first', Buffer.from('\ufeffname,id\nCafé 🏠,1\n', 'utf16le').swap16()],
  ['UTF-16 without a mark, little end first', Buffer.from('name,id\nCafé 🏠,1\n', 'utf16le')],
  ['UTF-16 without a mark, big end first', Buffer.from('name,id\nCafé 🏠,1\n', 'utf16le').swap16()],
  ['UTF-8 with a mark', Buffer.from('\ufeffname,id\nCafé 🏠,1\n')],
  ['UTF-8', Buffer.from('name,id\nCafé 🏠,1\n')],
])('reads %s', async (what, bytes) => {
  expect(await read('e.csv', bytes), what).toEqual([{ line: 2, values: { name: 'Café 🏠', id: '1' } }])
})

test('reads Windows-1252, also where its first accent comes after a megabyte', async () => {
  expect(await read('f.csv', Buffer.from('name,id\nCaf\xe9,1\n', 'latin1'))).toEqual([
    { line: 2, values: { name: 'Café', id: '1' } },
  ])
  const late = `name,id\n${'plain,1\n'.repeat(150_000)}Caf\xe9,2\n`
  expect((await read('f2.csv', Buffer.from(late, 'latin1'))).at(-1)).toEqual({
    line: 150_002,
    values: { name: 'Café', id: '2' },
  })
})

test('bytes that are none of the encoding cost their own row, and are not stored as something else', async () => {
  const bytes = Buffer.concat([
    Buffer.from('name,id\nCafé,1\nÉtage,2\n'),
    Buffer.from('Caf\xe9,3\n', 'latin1'),
    Buffer.from('Über,4\n\ufffd,5\n'),
  ])
  const rows = await read('g.csv', bytes)
  expect(dataOf(rows).map(({ values }) => values)).toEqual([
    { name: 'Café', id: '1' },
    { name: 'Étage', id: '2' },
    { name: 'Über', id: '4' },
    { name: '\ufffd', id: '5' },
  ])
  expect(brokenOf(rows)).toMatchObject([
    { line: 4, problem: 'Column "name" has bytes that are no text in the file\'s encoding.' },
  ])
  const json = Buffer.concat([
    Buffer.from('{"a":"é"}\n{"a":"ü"}\n{"a":"'),
    Buffer.from([0xe9]),
    Buffer.from('"}\n{"a":1}'),
  ])
  expect((await read('g.ndjson', json)).map((row) => 'problem' in row)).toEqual([false, false, true, false])
})

test.each([
  ['a spreadsheet', Buffer.from('504b030414000600', 'hex'), 'save it as CSV'],
  ['gzip', Buffer.from('1f8b0800', 'hex'), 'unpack it'],
])('says that a file is %s and no table', async (_what, bytes, advice) => {
  await expect(read('x.csv', bytes)).rejects.toThrow(advice)
})

test('reads one JSON object a line, reporting lines that are none with what stands there', async () => {
  expect(await read('h.ndjson', '{"a":1}\nnonsense\n\n[1]\n{"a":"é"}')).toEqual([
    { line: 1, values: { a: 1 } },
    { line: 2, problem: 'The line is not a JSON object.', text: 'nonsense' },
    { line: 4, problem: 'The line is not a JSON object.', text: '[1]' },
    { line: 5, values: { a: 'é' } },
  ])
})

test('an object that has a key twice is refused: JSON would keep the last and say nothing', async () => {
  const rows = await read('i.ndjson', '{"a":1,"b":{"a":2},"c":["a","a"]}\n{"a":1,"\\u0061":2}\n')
  expect(rows).toMatchObject([
    { line: 1, values: { a: 1 } },
    { line: 2, problem: 'The line has "a" twice.' },
  ])
})

test('an object too deep to be sent on is refused', async () => {
  const deep = `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`
  expect(brokenOf(await read('j.ndjson', `${deep}\n{"a":1}\n`))).toMatchObject([{ line: 1 }])
})

test('streams a JSON array, reporting items that are no objects', async () => {
  const text = '[\n  {"a": "]}, {\\"", "b": {"c": [1, 2]}},\n  5,\n  {"a" 1},\n  {"a": 2}\n]\n'
  expect(await read('k.json', text)).toEqual([
    { line: 2, values: { a: ']}, {"', b: { c: [1, 2] } } },
    { line: 3, problem: 'The item is not a JSON object.', text: '5' },
    { line: 4, problem: 'The item is not a JSON object.', text: '{"a" 1}' },
    { line: 5, values: { a: 2 } },
  ])
})

test('a quote that is missing in a JSON array spoils its own object only', async () => {
  const rows = await read('k2.json', '[\n{"a": "x},\n{"a": "y"},\n{"a": "z"}\n]')
  expect(rows.map((row) => ('values' in row ? row.values.a : row.line))).toEqual([2, 'y', 'z'])
})

test.each([
  ['in the middle of an object', '[{"a":1},\n{"a":2},\n{"a":', [1, 2], 3],
  ['behind an object', '[{"a":1},\n{"a":2}', [1, 2], 2],
  ['by a bracket that nothing opened', '[{"a":1},\n{"a":2}},\n{"a":3}]', [1], 2],
  ['by text behind its end', '[{"a":1},\n{"a":2}]\nThe end', [1, 2], 3],
])('a JSON array that breaks off %s gives what came before and tells the place', async (_how, text, before, line) => {
  const rows = await read('l.json', text)
  expect(dataOf(rows).map(({ values }) => values.a)).toEqual(before)
  expect(brokenOf(rows)).toMatchObject([{ line, isEnd: true }])
  expect(rows.at(-1)).toMatchObject({ isEnd: true })
})

test('a field of ten megabytes is told and costs its own row', async () => {
  const huge = 'x'.repeat(10 * 1024 * 1024)
  expect((await read('m.csv', `a,b\n1,${huge}\n2,y\n`)).map((row) => 'problem' in row)).toEqual([true, false])
  expect((await read('m.ndjson', `{"a":"${huge}"}\n{"a":1}\n`)).map((row) => 'problem' in row)).toEqual([true, false])
  expect((await read('m.json', `[{"a":"${huge}"},\n{"a":1}]`)).map((row) => 'problem' in row)).toEqual([true, false])
})

test.each([
  ['a table', readCsvRows, 'a,b\n', '1,"two\nthree"\n'],
  ['JSON lines', readNdjsonRows, '', '{"a":1,"b":"two"}\n'],
  ['a JSON array', readJsonRows, '[', '{"a":1,"b":"two"},\n'],
] as const)('reads %s as it is asked for: however long the file, only the next piece is taken', async (_what, reader, head, row) => {
  const pieceRows = 1000
  const pieces = 50
  let taken = 0
  async function* give(): AsyncGenerator<string> {
    yield head
    for (; taken < pieces; ) {
      taken += 1
      yield row.repeat(pieceRows)
    }
  }
  let count = 0
  for await (const one of reader(give())) {
    if ('isEnd' in one) break
    count += 1
    expect(taken).toBeLessThanOrEqual(Math.ceil(count / pieceRows) + 1)
  }
  expect(count).toBe(pieces * pieceRows)
})

test('refuses JSON that is no array, a file that is not there, and an ending it does not know', async () => {
  await expect(read('o.json', '{"a": 1}')).rejects.toThrow('not a JSON array')
  await expect(read('o.xlsx', '')).rejects.toThrow('.ndjson')
  await expect(readRows(join(folder, 'missing.csv')).next()).rejects.toThrow('ENOENT')
  expect(await read('empty.csv', '')).toEqual([])
  expect(await read('empty.json', '')).toEqual([])
})

const cell = fc.string({ unit: fc.constantFrom('a', 'é', '🏠', '"', ',', ';', '\n', '\r\n', ' ', "'", '\t', '|') })

test('whatever a table holds is read as it was written', async () => {
  const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 })
  const property = fc.asyncProperty(table, fc.constantFrom(',', ';', '\t', '|'), async (rows, delimiter) => {
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`
    const lines = [['first', 'second', 'third'], ...rows].map((cells) => cells.map(quote).join(delimiter))
    const found = await read('p.csv', `${lines.join('\n')}\n`)
    const expected = rows.filter((cells) => cells.some((text) => text.trim() !== ''))
    expect(dataOf(found).map(({ values }) => Object.values(values))).toEqual(expected)
    expect(brokenOf(found)).toEqual([])
  })
  await fc.assert(property, { numRuns: 150 })
})

test('any bytes at all end in rows and reports, never in a crash, and line numbers only grow', async () => {
  const soup = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes))
  const texts = fc
    .array(fc.constantFrom('"', ',', '\n', '\r', '{', '}', '[', ']', ':', '"a"', '1', 'é', '\\', '\0', '{"a":1}'))
    .map((parts) => Buffer.from(parts.join('')))
  const property = fc.asyncProperty(
    fc.oneof(soup, texts),
    fc.constantFrom('csv', 'json', 'ndjson'),
    async (bytes, kind) => {
      const rows = await read(`q.${kind}`, bytes).catch((error: unknown) => {
        expect(error).toBeInstanceOf(Error)
        expect(String(error)).toMatch(/JSON array|header|encoding|\.(csv|json|ndjson) is /)
        return []
      })
      const lines = rows.map(({ line }) => line)
      expect(lines).toEqual([...lines].sort((a, b) => a - b))
    },
  )
  await fc.assert(property, { numRuns: 400 })
})
