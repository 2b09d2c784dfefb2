import { Presets, SingleBar } from 'cli-progress'

/** A line that shows how far long work is; in a log file, a line every two seconds. */
export interface ProgressBar {
  /** `total` may be left out where it is not known. */
  readonly update: (done: number, note: string, total?: number) => void
  readonly stop: () => void
}

export function createProgressBar(title: string): ProgressBar {
  const format = ({ withTotal }: { withTotal: boolean }) =>
    withTotal ? `${title} [{bar}] {percentage}% | {note}` : `${title}: {value} | {note}`
  let bar: SingleBar | null = null
  return {
    update(done, note, total) {
      if (bar === null) {
        const options = {
          format: format({ withTotal: total !== undefined }),
          hideCursor: true,
          noTTYOutput: true,
          notTTYSchedule: 2_000,
        }
        bar = new SingleBar(options, Presets.shades_classic)
        bar.start(total ?? 0, done, { note })
      }
      bar.update(done, { note })
    },
    stop: () => bar?.stop(),
  }
}
