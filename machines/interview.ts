import { affirm, always, any, compileFlow, defineFlow, keyword, regex } from 'talkchart'

// Answers are long and hold any word: "in my previous job", "I have done", "back-end". A command is one only when it is all
// that the message says.
const goBack = regex(
  "^\\W*((hm+|ok|okay|oh|sorry|actually|wait|please|can|could|may|we|i|i['’]d|like|want|to|let['’]s|let|me|us|go|take|step|one|the|a|first|last)\\W+)*" +
    '(back|previous)(\\W+(please|to|the|a|one|first|last|previous|step|question|1))*\\W*$',
  { flags: 'i' },
)
const finished = regex(
  "^\\W*((yes|no|ok|okay|and|i['’]m|i am|we['’]re|that['’]s|all|now|i think)\\W+)*(done|finished|all|it|no|nope)\\W*$",
  {
    flags: 'i',
  },
)

/** An interview of three questions: answers of any kind, one step back, and an end to going round in circles. */
export const flow = defineFlow({
  name: 'interview',
  description: 'Asks three questions, takes any answer, lets the candidate skip one or go back, and stops after three rounds.',
  initialState: 'start',
  states: {
    start: {
      prompt: 'interview_start',
      transitions: { continue: any(affirm(), keyword(['ready', 'begin', 'start', "let's go"], { ignoreNegated: true })) },
      nextStates: { continue: 'question_1' },
      noMatch: { prompt: 'interview_start_again' },
    },
    question_1: {
      prompt: 'ask_question_1',
      transitions: { answered: always(), skip: keyword(['skip', 'pass']) },
      nextStates: { answered: 'question_2', skip: 'question_2' },
    },
    question_2: {
      prompt: 'ask_question_2',
      transitions: { answered: always(), back: goBack },
      nextStates: { answered: 'question_3', back: 'question_1' },
    },
    question_3: {
      prompt: 'ask_question_3',
      transitions: {
        done: any(finished, keyword(["i'm done", "i'm finished", 'nothing to add', 'nothing else', "that's all"])),
      },
      nextStates: { done: 'end' },
      noMatch: { max: 3, to: 'end', prompt: 'ask_question_3_more' },
    },
    end: { prompt: 'interview_end' },
  },
  maxLoops: 3,
  properties: {
    'questions-in-order': { never: 'question_3', until: 'question_2' },
    'all-is-asked': { never: { state: 'end' }, until: 'question_3' },
    'three-rounds': { atMost: 3, of: 'question_1' },
  },
  systemPrompt: {
    instruct:
      'You interview a candidate: attentive, fair, brief. React to an answer with half a sentence, then ask the one question given.',
  },
  prompts: {
    interview_start: {
      say: 'Welcome, and thank you for your time! I have three questions; skip any you like. Are you ready?',
      instruct: 'Welcome the candidate, say that there are three questions and that any may be skipped, and ask whether they are ready.',
    },
    interview_start_again: {
      say: 'Take the time you need. Shall we begin?',
      instruct: 'Answer what the candidate said, and ask whether you may begin.',
    },
    ask_question_1: {
      say: 'First: what have you been working on lately?',
      instruct: 'Ask what the candidate has been working on lately.',
    },
    ask_question_2: {
      say: 'Thank you. Second: which problem are you proud to have solved? We can also go back if you want to add to your first answer.',
      instruct: 'Ask which problem they are proud to have solved, and mention that they may go back to the first question.',
    },
    ask_question_3: {
      say: 'Good to hear. And last: what would you like to learn next? Take as many messages as you like and tell me when you are done.',
      instruct: 'Ask what they would like to learn next; they may take several messages and say when they are done.',
    },
    ask_question_3_more: {
      say: 'Thank you, I have noted that. Would you like to add something, or are you done?',
      instruct: 'Acknowledge the answer, and ask whether they would like to add something or are done.',
    },
    interview_end: {
      say: 'That was all from me. Thank you for your answers; we will be in touch soon. Have a lovely day!',
      instruct: 'Thank the candidate for their answers, say that the team will be in touch, and say goodbye. Ask nothing.',
    },
  },
})

export const machine = compileFlow(flow)
