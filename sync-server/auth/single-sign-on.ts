import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto'
import * as openid from 'openid-client'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { OidcSettings } from '../env.ts'

/** Where the browser goes to sign in elsewhere, and what it must bring back when it returns. */
export type Departure = { readonly location: string; readonly keepsake: string }

/** How somebody came back, and the page they wanted. */
export type Return =
  | { readonly type: 'vouched'; readonly username: string; readonly to: string }
  | { readonly type: 'failed'; readonly to: string }

/** Signing in with the province's account, by OpenID Connect. */
export interface SingleSignOn {
  /** What the sign-in page calls it. */
  readonly name: string
  /** Undefined when the provider cannot be reached. */
  depart(callback: string, to: string): Promise<Departure | undefined>
  /** `query` is what the provider sent the browser back with. */
  arrive(query: string, keepsake: string | undefined): Promise<Return>
}

export type SingleSignOnOptions = {
  readonly settings: OidcSettings
  readonly secret: string
  readonly logger: Logger
  readonly now: () => number
}

/** How long one may take to sign in at the provider. */
export const KEEPSAKE_LIVES_MS = 10 * 60_000
/** A provider that did not answer is left alone this long. */
const RETRY_AFTER_MS = 5_000
const PATIENCE_SECONDS = 10
/** The clocks of two machines on a closed network. */
const CLOCKS_APART_SECONDS = 60

const keepsakeSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  callback: z.string(),
  to: z.string(),
  until: z.number(),
})
type Keepsake = z.infer<typeof keepsakeSchema>

/**
 * The authorization code flow with PKCE, state and nonce, by openid-client. What must be remembered between leaving and
 * coming back lies sealed in a cookie of that very browser: a callback that another browser was sent to, or that is
 * played again, finds none. The provider is looked up when somebody first asks, so that the server starts without it.
 */
export function createSingleSignOn(options: SingleSignOnOptions): SingleSignOn {
  const { settings, logger, now } = options
  const key = `${options.secret} single sign-on`
  const provider = new Provider(settings, now)

  // The library's errors may hold answers of the provider: only what kind they are is told.
  const tell = (error: unknown, what: string) => logger.warn({ from: 'oidc', ...kindOf(error) }, what)

  return {
    name: settings.name,
    async depart(callback, to) {
      const verifier = openid.randomPKCECodeVerifier()
      const [state, nonce] = [openid.randomState(), openid.randomNonce()]
      try {
        const location = openid.buildAuthorizationUrl(await provider.get(), {
          redirect_uri: callback,
          scope: settings.scope,
          state,
          nonce,
          code_challenge: await openid.calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
        })
        const until = now() + KEEPSAKE_LIVES_MS
        const keepsake: Keepsake = { state, nonce, verifier, callback, to, until }
        const data = JSON.stringify(keepsake)
        return { location: location.href, keepsake: await symmetricEncrypt({ key, data }) }
      } catch (error) {
        tell(error, 'the provider could not be reached')
        return undefined
      }
    },
    async arrive(query, sealed) {
      const keepsake = await unseal(key, sealed)
      if (!keepsake) return { type: 'failed', to: '/' }
      const { to, until } = keepsake
      if (until <= now()) return { type: 'failed', to }
      try {
        const username = await usernameOf(await provider.get(), { settings, query, keepsake })
        return username === undefined ? { type: 'failed', to } : { type: 'vouched', username, to }
      } catch (error) {
        tell(error, 'a single sign-on failed')
        return { type: 'failed', to }
      }
    },
  }
}

async function unseal(key: string, sealed: string | undefined): Promise<Keepsake | undefined> {
  if (sealed === undefined) return undefined
  try {
    return keepsakeSchema.parse(JSON.parse(await symmetricDecrypt({ key, data: sealed })))
  } catch {
    // Not one of ours, or altered.
    return undefined
  }
}

type Answer = {
  readonly settings: OidcSettings
  readonly query: string
  readonly keepsake: Keepsake
}

/** Exchanges the code, checks the id token, and reads who it is: from the token, or else from the userinfo endpoint. */
async function usernameOf(
  configuration: openid.Configuration,
  { settings, query, keepsake }: Answer,
): Promise<string | undefined> {
  const { state, nonce, verifier, callback } = keepsake
  const tokens = await openid.authorizationCodeGrant(configuration, new URL(`${callback}?${query}`), {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  })
  const claims = tokens.claims()
  if (!claims) return undefined
  const said = claims[settings.usernameClaim]
  if (said !== undefined || !configuration.serverMetadata().userinfo_endpoint) return nameIn(said)
  const person = await openid.fetchUserInfo(configuration, tokens.access_token, claims.sub)
  return nameIn(person[settings.usernameClaim])
}

function nameIn(claim: unknown): string | undefined {
  return typeof claim === 'string' && claim.trim() !== '' ? claim : undefined
}

/** The provider's addresses and keys, looked up when first needed and again after a failure. */
class Provider {
  readonly #settings: OidcSettings
  readonly #now: () => number
  #found: Promise<openid.Configuration> | undefined
  #failedAt = -Infinity

  constructor(settings: OidcSettings, now: () => number) {
    this.#settings = settings
    this.#now = now
  }

  get(): Promise<openid.Configuration> {
    if (this.#now() - this.#failedAt < RETRY_AFTER_MS) return Promise.reject(new Error('failed a moment ago'))
    this.#found ??= this.#discover()
    return this.#found
  }

  async #discover(): Promise<openid.Configuration> {
    const { issuer, clientId, clientSecret } = this.#settings
    const metadata = { client_secret: clientSecret, [openid.clockTolerance]: CLOCKS_APART_SECONDS }
    try {
      return await openid.discovery(issuer, clientId, metadata, openid.ClientSecretBasic(clientSecret), {
        timeout: PATIENCE_SECONDS,
        execute: [
          // The id token's signature is checked also where its way here was not TLS.
          openid.enableNonRepudiationChecks,
          // env.ts takes an http issuer only where that was allowed in so many words.
          ...(issuer.protocol === 'http:' ? [openid.allowInsecureRequests] : []),
        ],
      })
    } catch (error) {
      this.#found = undefined
      this.#failedAt = this.#now()
      throw error
    }
  }
}

function kindOf(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof Error)) return {}
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  const said = 'error' in error && typeof error.error === 'string' ? { said: error.error } : {}
  return { kind: error.name, reason: error.message, ...code, ...said }
}
