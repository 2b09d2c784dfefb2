/** A record of a table as it is read, line after line. */
export interface CsvRecord {
  /**
   * Takes the next line. `open` while a quoted value goes on, `whole` when the record has ended, `bad` when text follows
   * a quote that closed.
   */
  readonly add: (line: string) => 'open' | 'whole' | 'bad'
  readonly cells: readonly string[]
}

/**
 * Reads one record: values between delimiters, in quotes where they hold delimiters, line ends or doubled quotes. A quote
 * within a plain value is text. With `isLenient` a quote within a quoted value is text unless a delimiter follows.
 */
export function startCsvRecord(delimiter: string, isLenient = false): CsvRecord {
  const cells: string[] = []
  let parts: string[] = []
  let isQuoted = false
  const finish = () => {
    cells.push(parts.join(''))
    parts = []
  }
  return {
    cells,
    add(line) {
      let at = 0
      for (;;) {
        if (!isQuoted) {
          const opening = /^[ ]*"/.exec(line.slice(at, at + 20))
          if (opening === null) {
            const end = line.indexOf(delimiter, at)
            parts.push(line.slice(at, end === -1 ? undefined : end))
            finish()
            if (end === -1) return 'whole'
            at = end + 1
            continue
          }
          at += opening[0].length
          isQuoted = true
        }
        const quote = line.indexOf('"', at)
        parts.push(line.slice(at, quote === -1 ? undefined : quote))
        if (quote === -1) return 'open'
        at = quote + 1
        if (line[at] === '"') {
          parts.push('"')
          at += 1
          continue
        }
        const end = line.indexOf(delimiter, at)
        if (line.slice(at, end === -1 ? undefined : end).trim() !== '') {
          if (!isLenient) return 'bad'
          parts.push('"')
          continue
        }
        finish()
        isQuoted = false
        if (end === -1) return 'whole'
        at = end + 1
      }
    },
  }
}
