/** Issuer of the tokens by which services call the router; they are signed with ROUTER_SUBGRAPH_SECRET (HS256). */
export const serviceIssuer = 'ree-ai-services'
/** Audience of those tokens. */
export const serviceAudience = 'ree-ai-router'
