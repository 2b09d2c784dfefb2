import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createFolderStorage } from './create-folder-storage.ts'

const folder = mkdtempSync(join(tmpdir(), 'ree-photos-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('keeps what is put, replaces it, and leaves nothing else behind', async () => {
  const storage = createFolderStorage(join(folder, 'photos'))
  expect(await storage.get('ab/1-large.webp')).toBeNull()
  await storage.put('ab/1-large.webp', Buffer.from([0, 255]), 'image/webp')
  await storage.put('ab/1-large.webp', Buffer.from([1]), 'image/webp')
  expect(await storage.get('ab/1-large.webp')).toEqual(Buffer.from([1]))
  expect(readdirSync(join(folder, 'photos/ab'))).toEqual(['1-large.webp'])
  await storage.remove('ab/1-large.webp')
  await storage.remove('ab/1-large.webp')
  expect(readdirSync(join(folder, 'photos/ab'))).toEqual([])
})

test.each([
  '../outside.webp',
  'ab/../../outside.webp',
  '/outside.webp',
  '.hidden.webp',
  'a\0b.webp',
])('%j does not lead out of the folder', async (key) => {
  writeFileSync(join(folder, 'outside.webp'), 'secret')
  const storage = createFolderStorage(join(folder, 'photos'))
  await expect(storage.get(key)).rejects.toThrow('not a key')
  await expect(storage.put(key, Buffer.alloc(1), 'image/webp')).rejects.toThrow('not a key')
  expect(() => storage.remove(key)).toThrow('not a key')
})
