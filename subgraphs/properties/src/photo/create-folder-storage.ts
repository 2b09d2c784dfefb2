import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { checkStorageKey } from './check-storage-key.ts'
import type { PhotoStorage } from './photo-storage.ts'

/** Pictures as files below `folder`, which is made when the first one comes. Replicas have to share the folder. */
export function createFolderStorage(folder: string): PhotoStorage {
  function toPath(key: string): string {
    checkStorageKey(key)
    return join(folder, key)
  }
  return {
    async put(key, bytes) {
      const path = toPath(key)
      await mkdir(dirname(path), { recursive: true })
      const unfinished = `${path}.${randomUUID()}`
      try {
        const file = await open(unfinished, 'wx', 0o600)
        try {
          await file.writeFile(bytes)
          // The row that says it is there must not outlive it in a power cut.
          await file.sync()
        } finally {
          await file.close()
        }
        await rename(unfinished, path)
      } catch (error) {
        await rm(unfinished, { force: true })
        throw error
      }
    },
    async get(key) {
      try {
        return await readFile(toPath(key))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
        throw error
      }
    },
    remove: (key) => rm(toPath(key), { force: true }),
  }
}
