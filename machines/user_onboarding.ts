// biome-ignore-all lint/suspicious/noThenProperty: it is a key of properties
import { affirm, all, any, compileFlow, defineFlow, deny, keyword, llmClassifier, not, regex } from 'talkchart'

const understanding = ['understand', 'clear', 'got it', 'get it']
// "I don't understand", "it's not really clear": understanding is spoken of, and every time denied.
const notUnderstood = all(keyword(understanding), not(keyword(understanding, { ignoreNegated: true })))

/** Welcomes a new user: who they are, how they like it, a tour that can be skipped, and help for those who want it. */
export const flow = defineFlow({
  name: 'user_onboarding',
  description: 'Takes a new user from the welcome to a finished set-up.',
  initialState: 'welcome',
  states: {
    welcome: {
      prompt: 'onboarding_welcome',
      transitions: {
        ready: any(keyword(['ready', 'start', 'begin', "let's do"], { ignoreNegated: true }), affirm({ also: ["let's go"] })),
      },
      nextStates: { ready: 'collect_info' },
      noMatch: { prompt: 'onboarding_welcome_again' },
    },
    collect_info: {
      prompt: 'collect_user_info',
      transitions: {
        declined: keyword(['skip', 'rather not', 'prefer not', "don't want to say", "don't want to tell", 'none of your business']),
        info_provided: llmClassifier({ prompt: 'Does this message contain user information? {{text}}', targetClass: 'yes' }),
      },
      nextStates: { declined: 'set_preferences', info_provided: 'set_preferences' },
      noMatch: { max: 2, to: 'set_preferences', prompt: 'collect_user_info_again' },
    },
    set_preferences: {
      prompt: 'preference_questions',
      transitions: {
        // "Set it to weekly" and "no sounds" are wishes; "all set" and a mere "no" are the end of them.
        preferences_set: any(
          keyword(['done', 'finished', 'all set', "that's all", "that's it", "that's fine", 'nothing else', 'skip', 'next'], {
            ignoreNegated: true,
          }),
          regex('^\\W*(no|nope|nah|ok|okay)\\W*(thanks|thank you)?\\W*$', { flags: 'i' }),
          all(regex('\\bset\\W*$', { flags: 'i' }), keyword(['set'], { ignoreNegated: true })),
        ),
      },
      nextStates: { preferences_set: 'feature_tour' },
      // An answer that is no "done" is a preference: taken down, and asked for the next.
      noMatch: { max: 4, to: 'feature_tour', prompt: 'preference_noted' },
    },
    feature_tour: {
      prompt: 'feature_overview',
      transitions: {
        continue_tour: all(
          any(keyword(['next', 'continue', 'more', 'show me'], { ignoreNegated: true }), affirm()),
          not(keyword(['later'])),
        ),
        // "no more" is longer than "more", which yields to it.
        skip_tour: any(keyword(['skip', 'later', 'no more', 'nothing more', 'enough', "don't want to continue"]), deny()),
      },
      nextStates: { continue_tour: 'feature_demo', skip_tour: 'completion' },
      noMatch: { max: 2, to: 'completion', prompt: 'feature_overview_again' },
    },
    feature_demo: {
      prompt: 'interactive_demo',
      transitions: {
        more_help: any(
          all(
            any(keyword(['help', 'explain', 'confused', 'lost', 'unclear', 'not sure', 'no idea'], { ignoreNegated: true }), deny()),
            not(keyword(['no questions', "don't need help", 'that helps', 'that helped', 'helpful'])),
          ),
          notUnderstood,
        ),
        understood: any(
          keyword([...understanding, 'makes sense', 'that helps', 'that helped', 'helpful', 'thanks', 'no questions', "don't need help"], {
            ignoreNegated: true,
          }),
          affirm(),
        ),
      },
      nextStates: { more_help: 'additional_help', understood: 'completion' },
      noMatch: { max: 2, to: 'additional_help', prompt: 'interactive_demo_again' },
    },
    additional_help: {
      prompt: 'detailed_help',
      transitions: {
        ready_now: all(
          any(keyword(['ready', 'understand', 'thanks', 'got it', 'clear', 'makes sense'], { ignoreNegated: true }), affirm()),
          not(keyword(['but', 'still', 'not ready', "don't understand", 'not clear'])),
        ),
      },
      nextStates: { ready_now: 'completion' },
      noMatch: { max: 2, to: 'completion', prompt: 'detailed_help_again' },
    },
    completion: { prompt: 'onboarding_complete' },
  },
  properties: {
    'tour-is-wanted': { never: 'feature_demo', until: { transition: 'feature_tour.continue_tour' } },
    'who-comes-first': { never: 'set_preferences', until: 'collect_info' },
    'five-wishes': { atMost: 5, of: { missed: 'set_preferences' } },
    'help-leads-on': { whenever: 'additional_help', then: 'completion' },
  },
  systemPrompt: {
    instruct: 'You welcome new users to a product: friendly, encouraging, brief. Two sentences and one question; no jargon, no pressure.',
  },
  prompts: {
    onboarding_welcome: {
      say: 'Welcome aboard! Setting up takes about three minutes. Are you ready to start?',
      instruct: 'Welcome the new user, say that the set-up takes about three minutes, and ask whether they are ready to start.',
    },
    onboarding_welcome_again: {
      say: "No rush at all, I'll wait here. Just tell me when you're ready to start.",
      instruct: 'Answer what the user said, say that there is no rush, and ask them to tell you when they are ready to start.',
    },
    collect_user_info: {
      say: 'Nice! What is your name, and what will you mainly use this for?',
      instruct: "Ask for the user's name and what they will mainly use the product for.",
    },
    collect_user_info_again: {
      say: 'Your first name and a word about your work are plenty, and you can skip this. What should I call you?',
      instruct: 'Answer what the user said, say that a first name is plenty and that this can be skipped, and ask what to call them.',
    },
    preference_questions: {
      say: "Thanks! How would you like it: daily or weekly updates, light or dark? Tell me when you're done.",
      instruct: 'Ask how they would like their updates (daily or weekly) and their screen (light or dark), until they say they are done.',
    },
    preference_noted: {
      say: 'Got it, noted. Anything else you would like to change, or are you all set?',
      instruct:
        'Confirm the preference the user named, or answer their question, and ask whether there is anything else or they are all set.',
    },
    feature_overview: {
      say: 'Everything is in place. Would you like to continue with a quick tour of the features, or skip it for now?',
      instruct: 'Name the two most useful features in one sentence, and ask whether to continue with a tour or to skip it.',
    },
    feature_overview_again: {
      say: 'The tour takes one minute, and you can take it later too. Shall we continue, or skip it?',
      instruct: 'Answer what the user said, and ask whether to continue with the tour or to skip it.',
    },
    interactive_demo: {
      say: 'Press the plus sign to make your first project, then invite somebody with the share button. Is that clear so far?',
      instruct: 'Walk the user through making a first project in two or three small steps, and ask whether that is clear so far.',
    },
    interactive_demo_again: {
      say: 'Take your time and try it. Is it clear, or shall I explain it step by step?',
      instruct: 'Answer what the user said about the demo, and ask whether it is clear or whether you should explain it step by step.',
    },
    detailed_help: {
      say: 'No problem, step by step: 1. press the plus sign, 2. type a name, 3. press Enter. Are you ready to go on?',
      instruct: 'Explain what was unclear in numbered, simple steps, and ask whether they are ready to go on.',
    },
    detailed_help_again: {
      say: 'Let me try it another way: the plus sign is at the top right, and Help explains every button. Are you ready now?',
      instruct: 'Explain it once more in other words, fitting what the user said, and ask whether they are ready to go on.',
    },
    onboarding_complete: {
      say: "That's it, you are all set! The tour and the guides stay under Help, for whenever you want them. Enjoy!",
      instruct: 'Congratulate the user on the finished set-up, and say where tour and guides can be found later. Ask nothing.',
    },
  },
})

export const machine = compileFlow(flow)
