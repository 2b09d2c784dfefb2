import { describeSetting } from '../src/settings/describe-setting.ts'
import { documentSettings } from '../src/settings/document-settings.ts'
import { executionSettings } from '../src/settings/execution-settings.ts'
import { limitSettings } from '../src/settings/limit-settings.ts'
import { measureSettings } from '../src/settings/measure-settings.ts'
import { serverSettings } from '../src/settings/server-settings.ts'
import { tokenSettings } from '../src/settings/token-settings.ts'

const sections = {
  'The public door': serverSettings,
  'Whose tokens are believed': tokenSettings,
  'Which documents run': documentSettings,
  'How large, how dear, how often': limitSettings,
  'Supergraph and execution': executionSettings,
  'What is measured': measureSettings,
}

const introduction = `# Configuration of the router

Written by \`npm run compose\` from the router's configuration schema; \`npm run check\` fails when it is not current.

Settings come from the environment, or from a YAML file with the same names:

\`\`\`
npm run router -- --supergraph supergraph.graphql --port 4000 --config router.yaml
\`\`\`

\`\`\`yaml
ROUTER_SUBGRAPH_SECRET: <output of openssl rand -hex 32>
CORS_ORIGINS: [https://app.example.com]
COST_MAX: 5000
FIELD_LIMITS: off
SUBGRAPH_LIMITS:
  rag: { minute: 30, costMax: 2000 }
SUBGRAPH_RAG_URL: http://rag.internal:4005
\`\`\`

\`--port\` and \`--supergraph\` win over the environment, and the environment over the file. A name that is no setting is a fault.
All faults are reported together, with file and name and without the values, and the router does not start. Addresses of
subgraphs are settings too: \`SUBGRAPH_<NAME>_URL\`.

## A plain gateway

Every policy has a switch. With these the router serves any supergraph as \`@apollo/gateway\` would, and nothing else:

\`\`\`yaml
AUTHENTICATION: off
ENDED_SESSIONS: off
OPERATION_LIMITS: off
TRUSTED_DOCUMENTS: off
APQ: off
COST_MODE: off
COST_BUDGET_MAX: 0
CLIENT_LIMITS: off
SUBGRAPH_LIMITS: {}
FIELD_LIMITS: off
CACHE: off
SHARE_REQUESTS: off
RETRY_RATIO: 0
BREAKER_RATIO: 1
SUBSCRIPTIONS: off
\`\`\`

The two that keep JavaScript and databases whole stay: the name \`__proto__\` and NUL characters are refused. Authorization has
no switch: a supergraph with \`@authenticated\`, \`@requiresScopes\` or \`@policy\` is enforced, and one without
them is not touched by it.

## Trusted documents

\`router/trusted-documents.json\` holds the documents of \`router/operations\` and of the services, in Apollo's persisted query
manifest format; \`npm run compose\` writes it. With \`TRUSTED_DOCUMENTS: enforce\` only these run: by id
(\`extensions.persistedQuery.sha256Hash\`, without \`query\`), or by a text that says the same, whatever its white space, comments and
order of definitions. Anything else is \`QUERY_NOT_IN_SAFELIST\` (403), an unknown id \`PERSISTED_QUERY_NOT_IN_LIST\` (404); introspection
is refused too, and nothing can be registered. \`log\` lets all run, counts in \`graphql_untrusted_documents_total\` and
logs each untrusted document once by its hash. The file is read at the start, where a fault ends the router, and with each new
supergraph, where a fault leaves the last good one.

## Other identity providers

Each entry of \`JWT_OTHER_ISSUERS\` brings its own keys, read over https, at most every 5 s for an unknown key and every 10
minutes otherwise; the \`iss\` of a token alone selects them. Its users are \`<issuer>|<sub>\`, so they are never one of ours nor of another
issuer. They are \`USER\` without scopes, unless \`roles\` and \`scopes\` say more; none becomes \`ADMIN\` or \`SERVICE\`.

\`\`\`yaml
JWT_OTHER_ISSUERS:
  - issuer: https://id.example.com/
    jwksUrl: https://id.example.com/.well-known/jwks.json
    audience: our-app
    algorithms: [RS256]
    scopes: [properties:read]
    roles: { broker: AGENT }
\`\`\`

## Statuses

The status of a refusal is that of its code (docs/errors.md). Clients that name \`application/json\` and not
\`application/graphql-response+json\` in \`accept\` get 200 when their document does not parse, is not valid, names no operation, or its
variables do not fit: the GraphQL over HTTP specification has it so. An answered batch is 200; each entry has its own errors.
`

/** \`docs/configuration.md\`: every setting of the router with its meaning, default and values. */
export function renderConfigurationDocs(): string {
  const tables = Object.entries(sections).map(([title, settings]) => {
    const rows = Object.entries(settings).map(([name, setting]) => {
      const { meaning, defaultValue, values } = describeSetting(setting)
      const shown = defaultValue === null ? 'must be set' : defaultValue === '' ? '' : `\`${defaultValue}\``
      return `| \`${name}\` | ${escapeCell(meaning)} | ${shown} | ${escapeCell(values)} |`
    })
    return [`## ${title}`, '', '| Setting | Meaning | Default | Values |', '| --- | --- | --- | --- |', ...rows].join(
      '\n',
    )
  })
  return `${introduction}\n${tables.join('\n\n')}\n`
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|')
}
