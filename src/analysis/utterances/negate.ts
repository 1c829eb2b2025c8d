/** What is true or done: people deny it with "not". */
const DENIED_WITH_NOT = wordSet(
  'able accurate alright available better certain clear comfortable convinced correct curious done easy excellent fair fine good great happy ' +
    'helpful important interested likely necessary ok okay online perfect possible ready relevant right safe satisfactory satisfied sure true ' +
    'urgent useful valid well working loading responding starting connecting charging printing showing syncing happening coming going moving',
)

/** What people think or want: "I don't …". */
const OF_MINDS = wordSet('accept agree approve believe care decide know like love mind need remember see trust understand want')

/** What people do, or ask others to do: "don't …". */
const ACTIONS = wordSet(
  'access ask book buy call cancel change close come confirm connect continue contact delete deliver disconnect do download exchange find ' +
    'finish forget get give go help hold install keep load move open order pay phone proceed purchase quit receive refund register remove ' +
    'renew repeat replace reply report reset resolve respond restart return save schedule send ship sign speak start submit subscribe switch ' +
    'take talk transfer try update upgrade use verify wait',
)

/** What can be put into words at all, without marks that mean something else. */
const PLAIN = /^[\p{L}\p{N}' -]+$/u

/** What has come about or not, and the word without its ending. */
const DONE: ReadonlyMap<string, string> = new Map(
  (
    'arrived:arrive came:come changed:change charged:charge closed:close completed:complete confirmed:confirm connected:connect delivered:deliver ' +
    'finished:finish fixed:fix found:find got:get helped:help installed:install loaded:load opened:open paid:pay received:receive refunded:refund ' +
    'registered:register repaired:repair replaced:replace resolved:resolve restarted:restart returned:return saved:save sent:send shipped:ship ' +
    'signed:sign solved:solve started:start tried:try understood:understand updated:update verified:verify went:go worked:work'
  )
    .split(' ')
    .map((pair): [string, string] => [pair.split(':')[0] ?? '', pair.split(':')[1] ?? '']),
)

/** Things that people say they do not have: "no problem". Topics ("bill", "wedding", "parking") are seldom denied. */
const DENIED_WITH_NO = wordSet('access complaint complaints help interest issue issues problem problems trouble worries')

/** What says "no" already. */
const DENIED = /\b(?:no|not|never|cannot)\b|n't\b/i

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' '))
}

/**
 * Tells how people deny a word or phrase; undefined for topics, and for what is denied already. It is to be proven.
 *
 * @example negate('fixed') // 'not fixed'
 * @example negate('understand') // "I don't understand"
 */
export function negate(phrase: string): string | undefined {
  const [first = '', ...rest] = phrase.trim().toLowerCase().split(/\s+/)
  if (!PLAIN.test(phrase) || DENIED.test(phrase)) return undefined
  const tail = rest.map((word) => ` ${word}`).join('')
  const base = DONE.get(first)
  if (rest.length === 0) {
    if (first === 'work') return "it doesn't work"
    if (DENIED_WITH_NO.has(first)) return `no ${first}`
    if (DENIED_WITH_NOT.has(first) || base !== undefined) return `not ${first}`
    if (OF_MINDS.has(first)) return `I don't ${first}`
  }
  if (ACTIONS.has(first)) return `don't ${first}${tail}`
  return base === undefined ? undefined : `didn't ${base}${tail}`
}
