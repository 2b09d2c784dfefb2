import { readFile, stat } from 'node:fs/promises'
import { createPolledSource } from './create-polled-source.ts'
import type { Schedule } from './schedule.ts'
import type { SupergraphSource } from './supergraph-source.ts'

/** Nothing larger is a supergraph. */
const bytesMax = 16 * 1024 * 1024
/** Some mounts tell times in steps this long: a younger file may have changed again within one. */
const timeStepMs = 2_500

/**
 * A supergraph in a file, looked at every `intervalMs` (500 by default): watching by events is silent on some mounts. A file that
 * was written in place is read when it has rested for one look, so that half of it is not taken for the whole;
 * renaming another over it, a link that moves, and removing and making it again are all seen.
 */
export function createFileSource(
  path: string,
  options: {
    readonly intervalMs?: number
    readonly schedule?: Schedule
    readonly nowMs?: () => number
  } = {},
): SupergraphSource {
  const nowMs = options.nowMs ?? Date.now
  let known: { readonly state: string; readonly sdl: string } | null = null
  let seenState = ''

  async function read(): Promise<string> {
    const file = await look(path)
    const isResting = file.state === seenState
    seenState = file.state
    if (known !== null && !isResting) return known.sdl
    if (known?.state === file.state && nowMs() - file.changedAtMs > timeStepMs) return known.sdl
    const sdl = await readFile(path, 'utf8')
    known = { state: file.state, sdl }
    return sdl
  }

  return createPolledSource({
    description: path,
    isLocal: true,
    read,
    intervalMs: options.intervalMs ?? 500,
    schedule: options.schedule,
  })
}

/** What changes when a file does. Rejects, saying what is wrong, when it cannot hold a supergraph. */
async function look(path: string): Promise<{ readonly state: string; readonly changedAtMs: number }> {
  let file: Awaited<ReturnType<typeof stat>>
  try {
    file = await stat(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new Error(`There is no supergraph file ${path}. Write one with \`npm run compose\`, or name another.`)
  }
  if (!file.isFile()) throw new Error(`The supergraph ${path} is not a file.`)
  if (file.size > bytesMax) throw new Error(`The supergraph file ${path} is larger than ${bytesMax} bytes.`)
  return {
    state: [file.dev, file.ino, file.size, file.mtimeMs, file.ctimeMs].join(' '),
    changedAtMs: Math.max(file.mtimeMs, file.ctimeMs),
  }
}
