/** The sum of all series of a metric that have these labels, from the text of `/metrics`. `name{label="value"}`, labels in any order. */
export function readCounter(metrics: string, series: string): number {
  const [name = '', labels = ''] = series.split(/[{}]/)
  const wanted = labels === '' ? [] : labels.split(',')
  return metrics
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => wanted.every((label) => line.includes(label)))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
}
