import { readFileSync } from 'node:fs'

/**
 * A test for the passwords that are tried first everywhere, without regard to case: `common-passwords.txt`, one a
 * line. Shorter ones than the rules allow are not in the file.
 */
export function loadCommonPasswords(): (password: string) => boolean {
  const text = readFileSync(new URL('./common-passwords.txt', import.meta.url), 'utf8')
  const common = new Set(text.split('\n').filter((line) => line !== ''))
  return (password) => common.has(password.normalize('NFKC').toLowerCase())
}
