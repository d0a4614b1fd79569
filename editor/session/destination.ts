const PARAM = 'tiep'

/** The sign-in page that afterwards leads to `wanted`. */
export function signInPath(wanted: string): string {
  return wanted === '/' ? '/dang-nhap' : `/dang-nhap?${PARAM}=${encodeURIComponent(wanted)}`
}

/**
 * Where to go after signing in. Only a path of this site: a link made by somebody else must not lead a person, who has
 * just typed a password, to a foreign page.
 */
export function destination(search: string): string {
  const wanted = new URLSearchParams(search).get(PARAM) ?? '/'
  // Browsers drop tabs and line ends from an address and read a backslash as a slash.
  const isOurs = /^\/(?!\/)[^\\\p{Cc}]*$/u.test(wanted)
  return isOurs && !wanted.startsWith('/dang-nhap') ? wanted : '/'
}
