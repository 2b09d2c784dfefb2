import { parseArgs } from 'node:util'

/** What `npm run schema:check` was asked. */
export interface CheckOptions {
  readonly isHelp: boolean
  readonly against: string | null
  readonly usage: readonly string[]
  readonly usageDays: number
  /** A file, `-` for standard output, or null. */
  readonly json: string | null
}

export const help = `npm run schema:check -- [options]

Composes the subgraphs of the working tree and compares the contract with the published one.

  --against REF|FILE  the published contract: a commit, branch or tag, or an SDL file (an API schema, or a supergraph, which tells the
                      policies too). Default: where this branch left the default branch; on the default branch the last
                      commit, or the one before when nothing is uncommitted; without git router/api.graphql as it is
  --usage SOURCE      field usage: a *.jsonl file, a folder of them (FIELD_USAGE_DIR), or the address of a router's
                      /field-usage; may be given more than once. With it, a breaking change that nobody uses passes
  --usage-days N      usage older than N days does not count, 1 to 3650 (30)
  --json FILE         writes the report as JSON too; - writes it to standard output and the table to standard error
  --help              this text

Exits 0 when the contract may be published; 1 on a breaking change that is in use (or may be, without --usage) and not approved,
on subgraphs that do not compose and on trusted documents that the new contract refuses; 2 on wrong arguments or unreadable sources.
A break that was agreed on is a line \`coordinate: reason\` in router/schema-approvals.yaml.
`

/** Reads the arguments. Throws, saying what is wrong, on others. */
export function readOptions(args: readonly string[]): CheckOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      against: { type: 'string' },
      usage: { type: 'string', multiple: true, default: [] },
      'usage-days': { type: 'string', default: '30' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  const usageDays = Number(values['usage-days'])
  if (!Number.isInteger(usageDays) || usageDays < 1 || usageDays > 3650)
    throw new Error(`--usage-days takes a whole number from 1 to 3650, not ${values['usage-days']}.`)
  const empty = [values.against, values.json, ...values.usage].includes('')
  if (empty) throw new Error('--against, --usage and --json take a value.')
  return {
    isHelp: values.help,
    against: values.against ?? null,
    usage: values.usage,
    usageDays,
    json: values.json ?? null,
  }
}
