import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openEmbeddedDatabase } from './open-embedded-database.ts'

const folder = mkdtempSync(join(tmpdir(), 'ree-ai-db-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('keeps what was written when it is opened a second time', async () => {
  const first = await openEmbeddedDatabase({ folder })
  await first.client.user.create({ data: { email: 'Ada@Example.com', passwordHash: 'x' } })
  await first.close()

  const second = await openEmbeddedDatabase({ folder })
  const found = await second.client.user.findUnique({ where: { email: 'ada@example.com' } })
  await second.close()

  expect(found?.email).toBe('Ada@Example.com')
})

test('refuses a folder that a running process holds, and names the process', async () => {
  const holder = await openEmbeddedDatabase({ folder })
  await expect(openEmbeddedDatabase({ folder })).rejects.toThrow(`in use by process ${process.pid}`)
  await holder.close()
})
