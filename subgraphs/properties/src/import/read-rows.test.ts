import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type FileRow, readRows } from './read-rows.ts'

const folder = mkdtempSync(join(tmpdir(), 'ree-ai-rows-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function read(name: string, content: string | Buffer): Promise<FileRow[]> {
  const path = join(folder, name)
  writeFileSync(path, content)
  const rows: FileRow[] = []
  for await (const row of readRows(path)) rows.push(row)
  return rows.sort((a, b) => a.line - b.line)
}

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

test('reports a broken line of a table and goes on', async () => {
  const rows = await read('c.csv', 'a,b,c\n1,2,3\n4,5\n6,7,8\n1,2,3,4\n9,9,9\n')
  expect(rows.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6])
  expect(rows.map((row) => 'problem' in row)).toEqual([false, true, false, true, false])
})

test('says that a quote never ends', async () => {
  const rows = await read('d.csv', 'a,b\n1,2\n3,"x\n4,5\n')
  expect(rows).toHaveLength(2)
  expect(rows[1]).toMatchObject({ problem: 'A quote is opened and never closed.' })
})

test('reads Windows-1252 and UTF-16 where the file is one', async () => {
  expect(await read('e.csv', Buffer.from('name,id\nCaf\xe9,1\n', 'latin1'))).toEqual([
    { line: 2, values: { name: 'Café', id: '1' } },
  ])
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('name,id\nCafé,1\n', 'utf16le')])
  expect(await read('f.csv', utf16)).toEqual([{ line: 2, values: { name: 'Café', id: '1' } }])
})

test('reads one JSON object a line, reporting lines that are none', async () => {
  expect(await read('g.ndjson', '{"a":1}\nnonsense\n\n[1]\n{"a":"é"}')).toEqual([
    { line: 1, values: { a: 1 } },
    { line: 2, problem: 'The line is not a JSON object.' },
    { line: 4, problem: 'The line is not a JSON object.' },
    { line: 5, values: { a: 'é' } },
  ])
})

test('streams a JSON array, reporting items that are no objects', async () => {
  const text = '[\n  {"a": "]}, {\\"", "b": {"c": [1, 2]}},\n  5,\n  {"a" 1},\n  {"a": 2}\n]\n'
  expect(await read('h.json', text)).toEqual([
    { line: 2, values: { a: ']}, {"', b: { c: [1, 2] } } },
    { line: 3, problem: 'The item is not a JSON object.' },
    { line: 4, problem: 'The item is not a JSON object.' },
    { line: 5, values: { a: 2 } },
  ])
})

test('refuses JSON that is no array, a file without end, and an ending it does not know', async () => {
  await expect(read('i.json', '{"a": 1}')).rejects.toThrow('not a JSON array')
  expect(await read('j.json', '[{"a": 1}, {"a"')).toMatchObject([
    { line: 1 },
    { problem: expect.stringContaining('ends in the middle') },
  ])
  await expect(read('k.xlsx', '')).rejects.toThrow('.ndjson')
  await expect(readRows(join(folder, 'missing.csv')).next()).rejects.toThrow('ENOENT')
})
