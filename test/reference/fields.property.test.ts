import { runsOr } from '../runs.js'
import { fieldScript, randomFlowWithFields } from './random-fields.js'
import { testLockstep } from './test-lockstep.js'

testLockstep('the compiled machine does what the rules of fields say', randomFlowWithFields, fieldScript, runsOr(20))
