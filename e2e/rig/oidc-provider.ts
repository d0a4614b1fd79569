import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type KoaContextWithOIDC, Provider } from 'oidc-provider'

/** A real OpenID provider, in this process, for single sign-on. */
export type OpenIdProvider = {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Takes its place. Before this, and after `close`, nobody answers but with 503. */
  open(redirectUri: string): void
  close(): void
  /** Changes every id token on its way to the client; undefined lets them be. */
  tamper: ((idToken: string) => string) | undefined
  /** Every id token it gave, before tampering. */
  readonly given: readonly string[]
  stop(): Promise<void>
}

const CLIENT = { id: 'cung-soan', secret: 'bi-mat-cua-may-chu-khong-ai-biet' }

/** Listens at once. `claimsIn`: whether the id token itself says who it is, or only the userinfo endpoint. */
export async function startProvider(claimsIn: 'id-token' | 'userinfo'): Promise<OpenIdProvider> {
  let answer: ReturnType<Provider['callback']> | undefined
  const given: string[] = []
  const http: HttpServer = createServer((request, response) => {
    if (answer) void answer(request, response)
    else response.writeHead(503).end()
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(http.address() as AddressInfo).port}`

  const handle: OpenIdProvider = {
    issuer,
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    tamper: undefined,
    given,
    open(redirectUri) {
      const provider = createProvider(issuer, redirectUri, claimsIn)
      provider.use(async (context: KoaContextWithOIDC, next) => {
        await next()
        const body: unknown = context.body
        if (typeof body !== 'object' || body === null || !('id_token' in body)) return
        const idToken = String(body.id_token)
        given.push(idToken)
        context.body = { ...body, id_token: handle.tamper?.(idToken) ?? idToken }
      })
      answer = provider.callback()
    },
    close() {
      answer = undefined
      http.closeAllConnections()
    },
    stop: () =>
      new Promise((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  }
  return handle
}

function createProvider(issuer: string, redirectUri: string, claimsIn: 'id-token' | 'userinfo'): Provider {
  return new Provider(issuer, {
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [redirectUri] }],
    pkce: { required: () => true },
    claims: { openid: ['sub'], profile: ['preferred_username', 'name'] },
    conformIdTokenClaims: claimsIn === 'userinfo',
    // Whoever signs in there is who they say: the provider's own doors are not what is tested.
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, preferred_username: id, name: id }),
    }),
    // Nobody is asked to agree.
    loadExistingGrant: async (context) => {
      const { client, session, provider } = context.oidc
      if (!client || !session?.accountId) return undefined
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
      grant.addOIDCScope('openid profile')
      await grant.save()
      return grant
    },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
    cookies: { keys: ['khoa-thu'] },
    features: { devInteractions: { enabled: true } },
  })
}
