import { runsOr } from '../runs.js'
import { randomFlow } from './random-flow.js'
import { randomScript } from './random-script.js'
import { testLockstep } from './test-lockstep.js'

testLockstep('the compiled machine does what the rules of a turn say', randomFlow, randomScript, runsOr(40))
