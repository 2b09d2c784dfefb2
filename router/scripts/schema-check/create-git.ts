import { execFileSync } from 'node:child_process'

/** What git prints without the last line end, or null when it fails or is not there. */
export type Git = (...args: readonly string[]) => string | null

/** Runs git in a folder. */
export function createGit(folder: string): Git {
  return (...args) => {
    try {
      return execFileSync('git', args, {
        cwd: folder,
        encoding: 'utf8',
        maxBuffer: 100_000_000,
        stdio: ['ignore', 'pipe', 'ignore'],
      }).replace(/\n$/, '')
    } catch {
      return null
    }
  }
}
