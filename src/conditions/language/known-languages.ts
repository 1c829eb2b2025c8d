/** The languages of `talkchart/languages`: a flow in one of them is compiled with its stemmer only. English is built in. */
export const KNOWN_LANGUAGES: readonly string[] =
  'ar bg da de el en es fi fr ga hi hu hy id it lt nb ne nl nn no pt ro ru sa sr sv ta tr uk'.split(' ')
