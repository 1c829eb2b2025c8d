/** English words that customers use often, long enough to hide short keywords. */
export const COMMON_WORDS: readonly string[] = (
  'broken know now not nothing another other mother together whether their there these those although think this something anything ' +
  'everything month business because about above across account actually address afternoon again against already always amount answer ' +
  'anymore anyone anyway appear application appointment around asking available back badly balance before began begin behind believe ' +
  'better between billing booking both bought bring business button buying calendar called cancel cannot card careful catch cause center ' +
  'certain chance change charge cheap check choose clear click close code come company complete computer concern confirm connect contact ' +
  'continue correct cost could country couple course cover create credit customer daily date decide delay deliver delivery describe desktop ' +
  'detail device different difficult discount document does download during early easy either email empty enough enter error especially even ' +
  'evening ever every exactly example except expect expensive experience explain fail family faster feature feedback feel few final find fine ' +
  'finish first follow forget forgot forward found free friend from full further general getting given going good great guess half happen ' +
  'happy hardly have hello help here hold holiday home hope hour house however idea immediately important include inside install instead ' +
  'interest interested internet invoice issue item itself join just keep kind knew knowledge known language laptop large last late later least ' +
  'leave less letter level link listen little location login long look lost lot love machine mail make manage manager many market matter maybe ' +
  'mean meeting member message might minute missing mistake mobile moment money monitor more morning most move much must myself name nearly need ' +
  'network never next night none normal note number offer office often older once online only open option order original our outside over own ' +
  'package page paid paper part particular password pay payment people perhaps person personal phone place plan please point policy possible ' +
  'prefer present previous price print probably problem process product program promise provide purchase quality question quick quite rather ' +
  'read ready really reason receive recent refund regular remember remove renew repeat reply report request reset response rest result return ' +
  'review right same save screen search second security see seem select send service session setting several shall share ship shop short should ' +
  'show side sign similar simple since single site situation slow small snow software some someone sometimes soon sorry sort sound speak special ' +
  'standard start state statement status still stop store stuff subscription such suddenly suggest support suppose sure system table take talk ' +
  'team tell terrible than thank thanks that them then they thing thought through ticket time tired today tomorrow tonight took total touch ' +
  'toward track travel treat tried trouble true trust try turn twice type under understand unfortunately unknown until update upgrade upset ' +
  'usage used user usual value verify version very video visit wait want watch website week weekend welcome well went were what when where which ' +
  'while whole whose will window wish with within without woman wonder wondering word work world worry worse would write wrong year yesterday yet ' +
  'young yourself'
).split(' ')
