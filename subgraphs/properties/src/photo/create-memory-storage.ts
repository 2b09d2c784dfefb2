import { checkStorageKey } from './check-storage-key.ts'
import type { PhotoStorage } from './photo-storage.ts'

/** Pictures that are gone when the process ends, for platforms that leave nothing on the disk. */
export function createMemoryStorage(): PhotoStorage {
  const objects = new Map<string, Buffer>()
  return {
    async put(key, bytes) {
      checkStorageKey(key)
      objects.set(key, Buffer.from(bytes))
    },
    get: async (key) => objects.get(key) ?? null,
    async remove(key) {
      objects.delete(key)
    },
  }
}
