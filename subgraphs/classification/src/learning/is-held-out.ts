import { createHash } from 'node:crypto'

/** Whether an example's group is one of the fifth that is never trained on; the same for the same name for ever. */
export function isHeldOut(group: string): boolean {
  return foldOf(`held out ${group}`, 5) === 0
}

/** The fold of a group, 0 to `folds - 1`. */
export function foldOf(group: string, folds: number): number {
  return createHash('sha256').update(group).digest().readUInt32LE(0) % folds
}
