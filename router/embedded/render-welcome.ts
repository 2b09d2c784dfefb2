import type { SampleAccount } from './sample-account.ts'

/** What a person reads once the platform runs: where it is, who they are, what to try. */
export function renderWelcome(facts: {
  readonly url: string
  readonly adminUrl: string
  readonly account: SampleAccount
  readonly dataDir: string
  readonly logFile: string
  /** Where mails are written as files; null where a mail server sends them. */
  readonly mailFolder: string | null
}): string {
  const { url, adminUrl, account } = facts
  return `
REE AI is running.

  GraphQL    ${url}/graphql   (open it in a browser: Apollo Sandbox, or GraphiQL without internet)
  Metrics    ${adminUrl}/metrics
  Account    ${account.email}   password ${account.password}   (administrator; made here, for this folder only)
  Data       ${facts.dataDir}   log ${facts.logFile}
${facts.mailFolder === null ? '' : `  Mail       ${facts.mailFolder}   (a file each: codes to confirm an address or choose a new password)\n`}
Three operations to try:

  1. Find a home in plain language
     query { searchProperties(query: "two bedroom flat to rent under 1300 euros that takes dogs") {
       totalCount edges { score node { title listPrice { amount currency } address { district } owner { fullName } } } } }

  2. Ask a question, answered from the guides with its sources
     query { answer(question: "Do I pay tax when I buy a houseboat?") {
       text grounded citations { marker quote source { ... on Document { title } } } } }

  3. Sign in, then send the token as the header  Authorization: Bearer <accessToken>
     mutation { login(input: { email: "${account.email}", password: "${account.password}" }) { accessToken expiresIn } }

Ctrl-C stops it; the data stays.`
}
