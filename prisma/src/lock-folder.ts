import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Takes a folder for this process alone; the embedded database has no lock of its own, and two processes would destroy
 * it. Returns the way to give it back. Throws with the number of the process that holds it.
 */
export function lockFolder(folder: string): () => void {
  const file = join(folder, 'lock.pid')
  mkdirSync(folder, { recursive: true })
  if (!tryCreate(file)) {
    const holder = Number(readFileSync(file, 'utf8'))
    if (isRunning(holder)) {
      throw new Error(
        `The data folder ${folder} is in use by process ${holder}. Stop that one, or set DATA_DIR to another folder.`,
      )
    }
    // The process that left it is gone: it was killed and could not clean up.
    rmSync(file, { force: true })
    if (!tryCreate(file)) throw new Error(`The data folder ${folder} was taken by another process just now.`)
  }
  return () => rmSync(file, { force: true })
}

function tryCreate(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
