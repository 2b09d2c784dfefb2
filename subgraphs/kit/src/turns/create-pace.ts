import { takeTurn } from './take-turn.ts'

const sliceMs = 10

/** For loops: `await pace()` after each step goes on at once, or, once 10 ms of work were done, in its next turn. */
export function createPace(): () => Promise<void> | undefined {
  let until = performance.now() + sliceMs
  return () => {
    if (performance.now() < until) return undefined
    return takeTurn().then(() => {
      until = performance.now() + sliceMs
    })
  }
}
