import type { AnswerRules } from './language-rules.js'
import { phrases } from './phrases.js'

/** What follows "I am", or stands for itself. */
const UNSURE = phrases(
  'not sure|not really sure|not too sure|not to sure|not so sure|not quite sure|not entirely sure|not completely sure|not certain|not confident|not positive',
)

/** What somebody else said is no answer. */
const REPORTED = 'you they he she it everybody everyone'
  .split(' ')
  .flatMap((who) => ['said', 'say', 'says'].flatMap((verb) => ['yes', 'no', 'ok', 'okay'].map((answer) => `${who} ${verb} ${answer}`)))

/** How people say yes and no in English. */
export const ENGLISH_ANSWERS: AnswerRules = {
  yes: phrases(`yes|yep|yeah|yea|yeap|yup|yah|ya|yess|yesss|yas|aye|uh huh|uhuh|mhm|mm hmm|mmhmm|affirmative|of course|agreed|i agree|yes please
    i can confirm|hell yes|hell yeah|heck yes|fuck yes|yeh|yeahh|roger|roger that|naturally|obviously|lgtm|i already said yes|would not say no|can not say no|you bet|by all means|that is a yes|most certainly|without a doubt|without doubt|go ahead|please go ahead`),
  mildYes: phrases('ok|okay|okey|okie|okay dokey|k|kk|okk|okey dokey|sure|sure thing|alright|all right|very well'),
  yesAlone:
    phrases(`y|fine|cool|right|please|please do|go on|make it happen|sounds like a plan|looks good|that is ok with me|that is okay with me|that is ok by me|sure|am sure|i am sure|i am absolutely sure|i am 100 sure|100|hundred percent|one hundred percent|am positive|i am positive|absolutely|definitely|certainly|totally|indeed|exactly|precisely|for sure|confirm|confirmed|that is it|this is it|you got it|you have got it|go for it|do it|do that|do so|do this|let us do it|let us do this|let us go
    no problem|no problems|no problem at all|no worries|no objection|no objections|no issue|no issues|no rush|no doubt|no complaints|not a problem|not a problem at all|not an issue|why not|sure why not|i do not mind
    do not mind|would not mind|i do not see why not|do not see why not|be my guest|make it so|send it|ship it|proceed|please proceed|sounds good|sounds great|sounds perfect
    sounds fine|that works|works for me|that is fine|that will do|that would be great|that would be nice|that would be awesome|that would be lovely|that would be good
    would love to|would love that|would like that|would like to|would like it|want that|want it|want to|accept|accepted|approve|approved|think so|believe so|guess so|i guess|suppose so|hope so
    i am in|ready when you are|am fine with|am ok with|am okay with|am good with|am happy with|am happy to|fine with me|fine by me|ok with me|okay with me|ok by me|good by me|good to go|i am ready|ready|gladly|good idea|why yes|do not worry`),
  shortYes: phrases(
    'i do|i am|i would|i did|i have|i will|i can|we do|we are|we have|it does|it did|it is|it has|it was|they do|they are|they did|that is|you are|he is|she is|there is',
  ),
  no: phrases(`no|nope|nah|naw|nay|noo|nooo|no way|no thanks|no thank you|no thx|hell no|heck no|not really|not at all|not yet|not now|not today|not right now|not quite|not exactly|not for me
    not interested|not ok|not okay|not a chance|not in the slightest|not so fast|not 100 sure|not one hundred percent sure|definitely not|absolutely not|certainly not|of course not|surely not|probably not|rather not
    would rather not|better not|please do not|do not|i do not want|we do not want|i do not wish|i do not agree|i do not accept|i do not approve|do not think so|i do not say yes|do not authorize|do not go ahead
    never mind|nevermind|no need|under no circumstances|by no means|no chance|i refuse|i decline|i disagree|nvm|nop|let us not|i have no interest|have no interest|prefer not to|would prefer not|would prefer not to|unfortunately not|over my dead body|fat chance|not gonna happen|not going to happen|not happening|not necessary|will not be necessary|that will not be necessary|i never said yes|i never agreed|i object|without my permission`),
  noAlone:
    phrases(`n|na|nada|none|nothing|nothing else|neither|never|not that|not this|not that one|not this one|not me|not good|think not|guess not|hope not|suppose not|afraid not
    do not like|do not need|do not believe|do not believe so|am not going to|are not going to|will not be doing that|forget it|forget that|forget about it|no deal|no dice|will pass|i pass|decline|declined|disagree|stop|stop it|stop that|cancel that|cancel it|cancel|hold off|abort|leave it|leave it be|scratch that|hard pass|pass|as if|am against it|i am against it|are good|are all set|are fine
    am good|am ok|am okay|am fine|am all set|am all good|that is all|changed my mind|have changed my mind|maybe not|perhaps not|maybe another time|another time|some other time|later|not so`),
  shortNo: phrases(
    'i do not|i would not|i will not|i can not|i could not|i should not|i am not|i have not|i do not have|we do not|we are not|we have not|it does not|it do not|it is not|it was not|they do not|they are not|you are not|it has not|that is not',
  ),
  unsure:
    phrases(`maybe|perhaps|possibly|probably|might|may|may be|unsure|uncertain|unaware|undecided|do not know|do not really know|do not know yet
    do not have the answer|do not have an answer|do not have that information|do not have a clue|have not a clue|have not the foggiest|not know
    no idea|no earthly idea|no clue|not a clue|no knowledge|clueless|dunno|idk|who knows|god knows|if i know|hard to say|it depends|depends|that depends|either|either or|yes and no|maybe yes maybe no|maybe not maybe yes|have not decided|have not decided yet|could not say|would not know|hard to tell|beats me|fifty fifty|50/50|sort of|kind of|kinda|let me check|maybe later|perhaps later|your guess is as good as mine|either one|either way
    both|could be|can not say|can not tell|can not decide|can not answer|can not make up my mind|can not be sure|torn|on the fence|one or the other|it is possible|be possible|a possibility
    drawing a blank|have to think|need to think|let me think|think about it|have to think about it|will know later|above my pay scale|above my pay grade|tough to say|difficult to say|we will see`).concat(
      UNSURE.flatMap((phrase) => [phrase, `am ${phrase}`, `really ${phrase}`, `am really ${phrase}`]),
    ),
  affirming:
    phrases(`true|right|correct|accurate|valid|good|great|perfect|awesome|excellent|wonderful|lovely|fine|fact|truth|the case|yes|yeah|yep|affirmative|positive|confirmed|certain|correctly
    right answer|correct answer|the right answer|the correct answer|how it is|what i want|what i wanted|what i meant|what i said`),
  denying: phrases(
    'false|wrong|incorrect|inaccurate|untrue|erroneous|negative|no|nope|mistaken|lie|bad|terrible|awful|nonsense|unacceptable',
  ),
  negations: phrases('not|never|not even|can not|do not think|do not believe|do not think that|hardly'),
  passing: REPORTED.concat(
    phrases(
      `no longer|no one|not only|no more|no matter|right now|right away|right side|right here|right there|right after|ok google|okay google|just fine|sure enough|fine print|make sure|makes sure|make certain|no problem with|of course i know|know nothing|nothing about|nothing works|nothing happened|nothing changed|none of|yes or no|cool down|go ahead of`,
    ),
  ),
  interjections: phrases(
    `please|thanks|thank you|thank you very much|thanks a lot|thanks so much|many thanks|thx|ty|sorry|well|oh|ah|um|uh|hm|hmm|hmmm|er|so|then|and|hey|hi|hello|dear|sir|madam|mate|man|buddy|dude|pls|plz|please but|unfortunately|sadly|sorry but|i am sorry|i am sorry but|thanks but|thank you but|i appreciate it|i appreciate it but|sorry but i`,
  ),
  corrections: phrases(
    'i mean|i meant|meant|wait|sorry|actually|rather|correction|oops|scratch that|no wait|or rather|on second thought|hold on|hang on|make that|i take that back|strike that',
  ),
  narrowNo: {
    words: ['no'],
    doing:
      'leave wait cancel go keep send forget stop give take try call change make put let tell hold come show delete remove use get pay buy ask'.split(
        ' ',
      ),
  },
  fillers:
    phrases(`actually|really|very|much|quite|pretty|pretty sure|overwhelmingly|totally|completely|definitely|absolutely|certainly|for sure|a for sure|honestly|frankly|to be honest|surely|clearly|entirely|am sure|i am sure|am pretty sure|am positive|am certain|am afraid|am thinking|just|kind of|sort of|rather|too|also|still|now|alone|though|lot|alot|a lot
    i|we|you|it|its|that|this|these|those|they|he|she|me|us|my|your|the|a|an|is|are|was|were|be|am|would|will|can|could|should|has|have|had|do|does|did|to|of|for|from|on|in|as|at|with|or|if|because|there
    what|what you|what you said|what you just said|said|just said|which|one|ones|them|other|another|some|any|at all|all|done
    say|saying|says|gotta|must|have to|have got to|got to|going to|go|want|wanted|like|like that|like it|need|think|thinking|guess|suppose|believe|feel|seem|seems|appears|turns out|sounds|looks|hope|vote|take
    answer|response|reply|statement|information|that question|your question|the question|hard|definite|resounding|big|clear|strong|firm|simple|thing|proper|earthly|yet|ever
    hell|heck|shit|damn|dang|god|gosh|lol|haha|know|decide|respond|how|how to|about|anything|choice|work|should work|would work|indeed`),
  courtesy: phrases(
    'please|thanks|thank you|thank you very much|thanks a lot|many thanks|sir|madam|mate|man|dude|really|actually|indeed|very much|too|already|now|just|so|yes|no|for sure|at all',
  ),
  but: phrases(
    'but|however|except|unless|although|only if|as long as|provided|providing|if|on one condition|on condition|on the condition|only when|assuming|as soon as|until',
  ),
  questions:
    phrases(`what|you sure|u sure|you serious|who|whose|whom|when|where|which|why|how|is it|is this|is that|is there|is the|is my|are you|are there|are they|are we|are the|do you|do i|do we|do they|does it|does this|does that|does the
    did you|did it|did i|can you|can i|can we|can it|could you|could i|could we|would you|would it|will you|will it|will that|will this|will i|should i|should we|may i|am i|have you|has it|has the|was it|were you|is not it|is not that`),
  speakers: ['i', 'we'],
}
