import { runsOr } from '../runs.js'
import { randomFlowOfFlows } from './random-flows.js'
import { randomScript } from './random-script.js'
import { testLockstep } from './test-lockstep.js'

testLockstep('the compiled machine does what the rules of calls, digressions and returns say', randomFlowOfFlows, randomScript, runsOr(20))
