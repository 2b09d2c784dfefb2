import { errorCodes } from '@ree-ai/kit/errors/error-codes'

/** `docs/errors.md`, from the registry of codes. */
export function renderErrorDocs(): string {
  const rows = Object.entries(errorCodes).map(
    ([code, { status, meaning, action }]) => `| \`${code}\` | ${status} | ${meaning} | ${action} |`,
  )
  return [
    '# Errors',
    '',
    'Every `extensions.code` a client can see; written by `npm run compose` from `subgraphs/kit/src/errors/error-codes.ts`.',
    "The status is the HTTP status when the error refuses the whole request; a single field's error leaves it at 200.",
    'Absence is `null` without an error. Anything not in this table reaches a client as `INTERNAL_SERVER_ERROR`.',
    '',
    '| code | status | what it means | what to do |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}
