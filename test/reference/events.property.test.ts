import { runsOr } from '../runs.js'
import { randomFlowOfEvents } from './random-events.js'
import { randomScriptWithEvents } from './random-script.js'
import { testLockstep } from './test-lockstep.js'

testLockstep('the compiled machine does what the rules of events and people say', randomFlowOfEvents, randomScriptWithEvents, runsOr(20))
